import type { Case } from '../case.ts';
import { DAY } from '../case.ts';
import * as seed from '../fixtures/seed.ts';

const order: seed.Order = { id: '123', items: [{ sku: 'ABC', qty: 1 }] };
const twoItems = {
  id: '7',
  items: [
    { sku: 'A', qty: 1 },
    { sku: 'B', qty: 2 },
  ],
};

/** Each sample of the architecture document. */
export const seedCases: readonly Case[] = [
  {
    name: 'should process a valid order',
    async run(env) {
      env.mock(seed.chargePayment, async (_order) => ({ chargeId: 'test-charge' }));
      const result = await env.execute(seed.processOrder, { id: '123', items: [{ sku: 'ABC', qty: 1 }] });
      expect(result.status).toBe('complete');
      expect(result.orderId).toBe('123');
    },
  },
  {
    name: 'should handle cancellation',
    async run(env) {
      let send = (): void => {};
      const isSent = new Promise<void>((resolve) => (send = resolve));
      // The workflow waits only briefly for the signal.
      env.mock(seed.validateOrder, async (given) => {
        await isSent;
        return { ...given, valid: true };
      });
      const handle = await env.start(seed.processOrder, order);
      await handle.signal('cancel', { reason: 'test' });
      send();
      const result = await handle.result();
      expect(result.status).toBe('cancelled');
    },
  },
  {
    name: 'runs a function without a workflow',
    async run(env) {
      expect(await env.execute(seed.greet, 'Ada')).toBe('Hello, Ada!');
    },
  },
  {
    name: 'runs steps in parallel, a step with all options, and one that is not awaited',
    async run(env) {
      const result = await env.execute(seed.parallelOrder, twoItems);
      expect(result).toEqual({ orderId: '7', status: 'complete', chargeId: 'ch_20', inventory: 2 });
    },
  },
  {
    name: 'answers queries and handles a cancellation signal',
    async run(env) {
      const handle = await env.start(seed.orderWithCancellation, order);
      expect(await handle.query('status')).toBe('processing');
      await handle.signal('cancel', { reason: 'user_requested' });
      expect(await handle.result()).toEqual({ status: 'cancelled' });
      expect(env.calls(seed.refundPayment).map(({ input }) => input)).toEqual([{ chargeId: 'charge-123' }]);
    },
  },
  {
    name: 'sleeps, and returns the time that has passed',
    async run(env) {
      const passed = await env.execute(seed.delayedOrder, DAY);
      expect(passed).toBeGreaterThanOrEqual(DAY);
      expect(passed).toBeLessThan(DAY + 60_000);
    },
  },
  {
    name: 'starts child workflows and awaits their results',
    async run(env) {
      expect(await env.execute(seed.orderBatch, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
    },
  },
];
