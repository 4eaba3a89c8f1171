import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';
import type { Receipt, Scene } from '../support/scene.ts';

const COUNT = 200;

export const crashes: readonly Fault[] = [
  {
    fault: '`kill -9` of the worker, amid 200 orders',
    effect: 'What it was at work on is done again by the next worker, with the same idempotency keys',
    async prove(scene) {
      const [worker] = await Promise.all([scene.startWorker(), scene.startApi()]);
      const { repeats } = scene.provider;
      const outcome = await sell(scene, async () => {
        await worker.kill();
        scene.provider.release();
        await scene.startWorker();
      });
      // What was charged and not answered was asked for again, and cost nothing.
      expect(scene.provider.repeats).toBeGreaterThan(repeats);
      return outcome;
    },
  },
  {
    fault: '`kill -9` of the API, amid 200 orders',
    effect: 'Orders go on without it; a customer who sends the same order again gets its first receipt',
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
    fault: '`kill -9` of Temporal, amid 200 orders; started again on its file',
    effect: 'Requests wait, or are told to try again, and do; worker and API find it again by themselves',
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

/** Sells to 50 customers at once; in the midst, with charges made that nobody knows of yet, disaster strikes. */
async function sell(scene: Scene, disaster: () => Promise<void>) {
  const { provider } = scene;
  const orders = scene.orders(COUNT);
  const receipts: Receipt[] = [];
  const selling = forEach(orders, 50, async (order) => {
    receipts.push(await scene.buy(order));
    // At once: whoever only looked from time to time might find all of them sold.
    if (receipts.length === COUNT / 4) provider.hold();
  });
  // Selling ends first only when it fails.
  await Promise.race([selling, until(() => provider.held() >= 5)]);
  expect(receipts.length).toBeLessThan(COUNT);
  await disaster();
  await selling;
  return settle(scene, orders, receipts);
}
