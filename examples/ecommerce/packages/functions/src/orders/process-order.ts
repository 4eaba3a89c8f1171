import { tfn } from '@tfn/core';
import { OWNER, sendEmail } from '../notifications/email.ts';
import type { Mail } from '../notifications/email.ts';
import { processPayment, refundPayment } from '../payments/payment.ts';
import { calculatePricing, releaseInventory, reserveInventory } from './inventory.ts';
import { cancelOrder, decideOrder, orderState, settlePayment } from './messages.ts';
import type { OrderState, OrderStatus } from './messages.ts';
import { orderSchema } from './order.ts';
import { recordOrder } from './record.ts';
import { readRules, validateOrder } from './rules.ts';
import { shipOrder } from './shipping.ts';

/**
 * An order, from the first check to the parcel's number. It can be cancelled until the carrier has it. Whatever stops it, the
 * workflow releases its items and refunds the payment. A decision by a person is a result; a problem is a failure.
 */
export const processOrder = tfn.workflow(
  'processOrder',
  async (ctx, order): Promise<OrderState> => {
    const state: OrderState = { orderId: order.id, status: 'received' };
    const saga = ctx.saga();
    let cancelled: { reason: string } | undefined;
    let decision: { approved: boolean; by: string } | undefined;
    let settled: { succeeded: boolean } | undefined;

    ctx.onQuery(orderState, () => state);
    ctx.onSignal(cancelOrder, (cancellation) => void (cancelled ??= cancellation));
    ctx.onSignal(decideOrder, (given) => void (decision ??= given));
    ctx.onSignal(settlePayment, (outcome) => void (settled ??= outcome));

    const become = async (status: OrderStatus, more: Partial<OrderState> = {}): Promise<void> => {
      Object.assign(state, { status, ...more });
      await ctx.run(recordOrder, { order, state });
    };
    // A mail that cannot be sent does not undo the payment.
    const notify = async (mail: Mail): Promise<void> => {
      await ctx.run(sendEmail, mail).catch((error: unknown) => {
        ctx.log.warn('A mail was not sent', { orderId: order.id, mail: mail.template, error: String(error) });
      });
    };
    const stopIfCancelled = (): void => {
      if (cancelled !== undefined) throw new OrderStopped('cancelled', cancelled.reason);
    };

    try {
      await become('received');
      const rules = await ctx.run(readRules);
      const { items } = await ctx.run(validateOrder, order);

      const reserving = ctx.run(reserveInventory, { id: order.id, items });
      saga.add(async () => {
        // Releases only after the reservation has succeeded or failed.
        await reserving.catch(() => undefined);
        await ctx.run(releaseInventory, order.id);
      });
      const [pricing] = await Promise.all([ctx.run(calculatePricing, items), reserving]);
      const { total } = pricing;
      state.total = total;

      if (total >= rules.approvalLimit) {
        await become('awaiting-approval');
        await notify({ template: 'approval', to: OWNER, data: { orderId: order.id, total, customer: order.customer } });
        const isDecided = (): boolean => decision !== undefined || cancelled !== undefined;
        if (!(await ctx.waitFor(isDecided, rules.approvalTimeout)))
          throw new OrderStopped('rejected', `no one approved it within ${rules.approvalTimeout}`);
        if (decision?.approved === false) throw new OrderStopped('rejected', `${decision.by} did not approve it`);
      }
      stopIfCancelled();

      await become('charging');
      const { id: orderId, paymentMethod } = order;
      // Shielded: without the outcome of the charge, it could not be refunded.
      const payment = await ctx.shield(() => ctx.run(processPayment, { orderId, amount: total, paymentMethod }));
      state.paymentId = payment.paymentId;
      saga.add(async () => void Object.assign(state, await ctx.run(refundPayment, payment.paymentId)));
      if (payment.status === 'processing') {
        await become('awaiting-payment');
        await ctx.waitFor(() => settled !== undefined || cancelled !== undefined, rules.settlementTimeout);
        stopIfCancelled();
        if (settled?.succeeded !== true) throw new OrderStopped('unpaid', 'the bank did not pay');
      }

      await become('packing');
      await ctx.waitFor(() => cancelled !== undefined, rules.packingTime);
      stopIfCancelled();

      await become('shipping');
      const { tracking } = await ctx.shield(() => ctx.run(shipOrder, { id: order.id, address: order.address }));
      state.tracking = tracking;
      // The parcel is on its way: nothing stops the order now.
      await ctx.shield(async () => {
        await become('complete');
        const data = { orderId, items, total, paymentId: payment.paymentId, tracking };
        await notify({ template: 'confirmation', to: order.customer, data });
      });
      return state;
    } catch (error) {
      const { status, reason } = toEnd(error);
      let notUndone: Error | undefined;
      await saga.compensate().catch((problem: Error) => void (notUndone = problem));
      await ctx.shield(async () => {
        await become(notUndone === undefined ? status : 'failed', { reason });
        // Someone must fix this, and Temporal shows what failed; until then, the customer gets no mail.
        if (notUndone !== undefined) throw notUndone;
        const { refundId } = state;
        const data = { orderId: order.id, reason, ...(refundId !== undefined && { refundId }) };
        await notify({ template: 'stopped', to: order.customer, data });
      });
      if (error instanceof OrderStopped) return state;
      throw error;
    }
  },
  { input: orderSchema },
);

// --- internal ---

/** The order ends because of a decision, or because no one decided in time. */
class OrderStopped extends Error {
  override readonly name = 'OrderStopped';
  readonly status: OrderStatus;

  constructor(status: OrderStatus, reason: string) {
    super(reason);
    this.status = status;
  }
}

/** The status and the reason that customers see. */
function toEnd(error: unknown): { status: OrderStatus; reason: string } {
  if (error instanceof OrderStopped) return { status: error.status, reason: error.message };
  let root = error as Error;
  while (root.cause !== undefined) root = root.cause as Error;
  const status = root.name === 'CancelledFailure' ? 'cancelled' : 'failed';
  return { status, reason: root.message.replace(/\.$/, '') };
}
