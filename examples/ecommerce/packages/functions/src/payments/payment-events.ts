import { tfn } from '@tfn/core';
import { z } from 'zod';
import { database } from '../database/database.ts';
import { settlePayment } from '../orders/messages.ts';

/** The parts of Stripe's events that the shop uses. */
export const paymentEventSchema = z.object({
  id: z.string().startsWith('evt_'),
  type: z.string(),
  data: z.object({
    object: z.object({ id: z.string(), metadata: z.object({ order_id: z.string().optional() }).default({}) }),
  }),
});

export type PaymentEvent = z.output<typeof paymentEventSchema>;

export const recordPaymentEvent = tfn.fn(
  'recordPaymentEvent',
  async ({ id, type, data }: PaymentEvent): Promise<void> => {
    await database().query(
      'INSERT INTO payment_events (id, type, order_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [id, type, data.object.metadata.order_id],
    );
  },
  { timeout: '10s' },
);

/** Handles a Stripe event once: its route uses the event's id as the workflow id, so a repeated event starts nothing. */
export const handlePaymentEvent = tfn.workflow(
  'handlePaymentEvent',
  async (ctx, event): Promise<void> => {
    await ctx.run(recordPaymentEvent, event);
    const orderId = event.data.object.metadata.order_id;
    const succeeded = OUTCOMES[event.type];
    if (orderId === undefined || succeeded === undefined) return;
    await ctx.signal(orderId, settlePayment, { succeeded }).catch((error: unknown) => {
      // Card payments settle immediately: their order may have ended before the event arrives.
      ctx.log.info('No order waits for this event', { orderId, event: event.id, error: String(error) });
    });
  },
  { input: paymentEventSchema },
);

// --- internal ---

const OUTCOMES: Readonly<Record<string, boolean>> = {
  'payment_intent.succeeded': true,
  'payment_intent.payment_failed': false,
};
