/** The two-step order as a Restate service on PORT. */
import { createEndpointHandler, service } from '@restatedev/restate-sdk';
import { createServer } from 'node:http2';

// Restate's SDK needs it, and Node 20 lacks it.
Promise.withResolvers ??= () => {
  const deferred = {};
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
};

const price = async (order) => ({
  ...order,
  total: order.items.reduce((sum, { quantity }) => sum + quantity * 995, 0),
});
const charge = async ({ id }) => ({ orderId: id, chargeId: `ch_${id}` });

const orders = service({
  name: 'orders',
  handlers: {
    async twoSteps(ctx, order) {
      const priced = await ctx.run('price', () => price(order));
      return ctx.run('charge', () => charge(priced));
    },
  },
});

process.once('disconnect', () => process.exit(0));
createServer(createEndpointHandler({ services: [orders] })).listen(Number(process.env.PORT), '127.0.0.1', () =>
  process.send('ready'),
);
