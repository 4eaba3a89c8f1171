import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';
import type { Receipt, Scene } from '../support/scene.ts';

const COUNT = 200;

export const crashes: readonly Fault[] = [
  {
    fault: '`kill -9` of the worker during 200 orders',
    effect: 'The next worker repeats its in-flight functions, with the same idempotency keys',
    async prove(scene) {
      const [worker] = await Promise.all([scene.startWorker(), scene.startApi()]);
      const { repeats } = scene.provider;
      const outcome = await sell(scene, async () => {
        await worker.kill();
        scene.provider.release();
        await scene.startWorker();
      });
      // Charges without an answer were requested again, and cost nothing.
      expect(scene.provider.repeats).toBeGreaterThan(repeats);
      return outcome;
    },
  },
  {
    fault: '`kill -9` of the API during 200 orders',
    effect: 'Orders continue without it; a customer who sends the same order again gets its first receipt',
    async prove(scene) {
      const [, api] = await Promise.all([scene.startWorker(), scene.startApi()]);
      return sell(scene, async () => {
        await api.kill();
        scene.provider.release();
        await scene.startApi();
      });
    },
  },
  {
    fault: '`kill -9` of Temporal during 200 orders, and a restart on its file',
    effect: 'Requests wait, or get an error and retry; worker and API reconnect by themselves',
    async prove(scene) {
      const processes = await Promise.all([scene.startWorker(), scene.startApi()]);
      const outcome = await sell(scene, async () => {
        await scene.server.kill();
        scene.provider.release();
        await scene.server.restart();
      });
      expect(processes.map((one) => one.ended())).toEqual([false, false]);
      return outcome;
    },
  },
];

// --- internal ---

/** Sells to 50 customers at once, and strikes while there are charges that only the provider knows of. */
async function sell(scene: Scene, disaster: () => Promise<void>) {
  const { provider } = scene;
  const orders = scene.orders(COUNT);
  const receipts: Receipt[] = [];
  const selling = forEach(orders, 50, async (order) => {
    receipts.push(await scene.buy(order));
    // No delay between the checks: otherwise all orders might be sold by then.
    if (receipts.length === COUNT / 4) provider.hold();
  });
  // Selling ends first only if it fails.
  await Promise.race([selling, until(() => provider.held() >= 5)]);
  expect(receipts.length).toBeLessThan(COUNT);
  await disaster();
  await selling;
  return settle(scene, orders, receipts);
}
