import { join } from 'node:path';
import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach } from '../support/scene.ts';
import type { Receipt } from '../support/scene.ts';

const HOUR = 3_600_000;

interface TimedReceipt extends Receipt {
  readonly begun: number;
  readonly ended: number;
}

export const clocks: readonly Fault[] = [
  {
    fault: 'The clocks of two workers are an hour ahead and an hour behind',
    effect: 'Workflows use the time of Temporal: timers and `ctx.now()` are correct',
    async prove(scene) {
      const from = Date.now();
      const execArgv = ['--require', join(__dirname, '../fixtures/shift-clock.cjs')];
      await Promise.all(
        [HOUR, -HOUR].map((shift) => scene.startWorker({ execArgv, env: { CLOCK_SHIFT: String(shift) } })),
      );
      const orders = scene.orders(50);
      const receipts = (await forEach(orders, 50, (id) =>
        scene.client.invoke('timedOrder', { id }, { workflowId: `order-${id}` }),
      )) as TimedReceipt[];
      for (const { begun, ended } of receipts) {
        expect(begun).toBeGreaterThanOrEqual(from);
        expect(ended).toBeGreaterThanOrEqual(begun + 1000);
        expect(ended).toBeLessThanOrEqual(Date.now());
      }
      return settle(scene, orders, receipts);
    },
  },
];
