import type * as Section7 from './samples/section-7.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';
import type { Client } from './support/with-worker.ts';

const order = { id: 'seven', items: [{ sku: 'ABC', qty: 2 }] };

describeSpellings("the document's section 7", ({ load }) => {
  test('runs functions and workflows, with signals and queries', async () => {
    const section7 = load<typeof Section7>('samples/section-7.ts');
    await withWorker(
      section7,
      async (client) => {
        expect(await client.invoke(section7.greet, 'you')).toBe('Hello, you!');
        const processed = await client.start(section7.processOrder, order);
        expect(await processed.result()).toEqual({ orderId: 'seven', status: 'complete', chargeId: 'ch_20' });
        expect(await stepsOf(client, processed.workflowId)).toEqual([
          'validateOrder',
          'checkInventory',
          'calculatePricing',
          'processPayment',
          'sendConfirmation',
        ]);
        // Fire and forget: the workflow does not await the confirmation, which is still sent.
        expect(section7.sent).toEqual(['seven is confirmed: ch_20']);
        const completed = await client.start(section7.orderWithCancellation, order);
        expect(await completed.result()).toEqual({ orderId: 'seven', status: 'complete' });
        expect(await completed.query('status')).toBe('complete');
        const cancelled = await client.signalWithStart(section7.orderWithCancellation, {
          workflowId: 'section-7-cancelled',
          input: order,
          signal: 'cancel',
          payload: 'too late',
        });
        expect(await cancelled.result()).toEqual({ status: 'cancelled' });
      },
      'orders',
    );
  });
});

async function stepsOf({ temporal }: Client, workflowId: string): Promise<unknown[]> {
  const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
}
