const { createHash } = require('node:crypto');
const Decimal = require('decimal.js');
const { tfn } = require('@tfn/core');

const price = tfn.fn('price', async ({ id, prices }) => ({
  total: Decimal.sum(...prices).toFixed(2),
  receipt: createHash('sha256').update(id).digest('hex').slice(0, 8),
}));

exports.price = price;
exports.processOrder = tfn.workflow('processOrder', async (ctx, order) => {
  const priced = await ctx.run(price, order);
  await ctx.sleep('10ms');
  return { id: order.id, ...priced };
});
