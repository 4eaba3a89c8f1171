/** The two-step order as a DBOS workflow, and its load, because DBOS runs workflows in the caller's process. */
import { DBOS } from '@dbos-inc/dbos-sdk';

const price = async (order) => ({
  ...order,
  total: order.items.reduce((sum, { quantity }) => sum + quantity * 995, 0),
});
const charge = async ({ id }) => ({ orderId: id, chargeId: `ch_${id}` });

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: process.env.DATABASE_URL,
  logLevel: 'error',
  runAdminServer: false,
});
const twoSteps = DBOS.registerWorkflow(
  async (order) => {
    const priced = await DBOS.runStep(() => price(order), { name: 'price' });
    return DBOS.runStep(() => charge(priced), { name: 'charge' });
  },
  { name: 'twoSteps' },
);
await DBOS.launch();
await DBOS.registerQueue('orders');

const runs = {
  direct: (order) => twoSteps(order),
  enqueued: async (order) => (await DBOS.startWorkflow(twoSteps, { queueName: 'orders' })(order)).getResult(),
};

process.on('message', ({ kind, order }) => {
  void runs[kind](order).then(() => process.send({ id: order.id }));
});
process.once('disconnect', () => {
  void DBOS.shutdown().then(() => process.exit(0));
});
process.send('ready');
