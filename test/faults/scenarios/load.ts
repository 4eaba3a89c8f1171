import type { Fault } from '../support/fault.ts';
import { countChargedTwice } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';

/** The size of the nightly run, whose results are in the table. */
export const NIGHTLY_QUEUE = 10_000;
/** The number of waiting orders. */
export const queueLength = Number(process.env['TFN_FAULTS_QUEUE'] ?? 500);
export const FULL_QUEUE = 'A full queue';

export const load: readonly Fault[] = [
  {
    fault: `${FULL_QUEUE}: ${queueLength.toLocaleString('en')} orders while no worker runs, then one starts`,
    effect: 'They wait in Temporal, and complete once there is a worker',
    async prove(scene) {
      const { client, taskQueue, provider } = scene;
      const orders = scene.orders(queueLength);
      // One order in ten is like those of the other faults; the others only need to wait.
      const named = orders.map((id, index) => ({ id, workflow: index % 10 === 0 ? 'processOrder' : 'quickOrder' }));
      await forEach(named, 50, ({ id, workflow }) => client.start(workflow, { id }, { workflowId: `order-${id}` }));
      const count = async (condition = ''): Promise<number> =>
        (await client.temporal.workflow.count(`TaskQueue = '${taskQueue}'${condition}`)).count;
      expect(provider.chargesOf(orders[0] as string)).toEqual([]);
      await scene.startWorker();
      // Poll the ledger first, because polling Temporal would slow it down.
      await until(() => orders.every((order) => provider.chargesOf(order).length > 0));
      // Temporal's counts lag behind a little.
      await until(async () => (await count()) === orders.length);
      await until(async () => (await count(` AND ExecutionStatus = 'Running'`)) === 0);
      const completed = await count(` AND ExecutionStatus = 'Completed'`);
      return {
        sent: orders.length,
        cameBack: `${completed.toLocaleString('en')} completed`,
        lost: orders.length - completed,
        chargedTwice: countChargedTwice(scene, orders),
      };
    },
  },
];
