import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tfn } from '@tfn/core';
import { createTransport } from 'nodemailer';
import { shopDirectory } from '../shop/shop-directory.ts';
import { calculatePricing, checkInventory } from './catalog.ts';
import type { Pricing } from './catalog.ts';
import { orderSchema } from './order.ts';
import type { Order } from './order.ts';
import { processPayment, refundPayment } from './payments.ts';
import type { Payment } from './payments.ts';

export interface OrderResult {
  orderId: string;
  status: 'complete';
  chargeId: string;
}

export interface CancelledOrder {
  orderId: string;
  status: 'cancelled';
  reason: string;
  refundId?: string;
}

/** How long a parcel waits for its carrier; until then the order can be cancelled. */
const PACKING_TIME = '10 seconds';
const MAX_QUANTITY = 100;

// Renders real mails; a real shop would name its mail server here.
const mailer = createTransport({ streamTransport: true, buffer: true }, { from: 'shop@example.com' });

/** The rules that no schema can tell; gives the order with its lines merged by product. */
export const validateOrder = tfn.fn(
  'validateOrder',
  async (order: Order): Promise<Order> => {
    const quantities = new Map<string, number>();
    for (const { sku, quantity } of order.items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
    const total = [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0);
    if (total > MAX_QUANTITY)
      throw new InvalidOrder(`${total} items are more than the ${MAX_QUANTITY} that one order may have.`);
    return { ...order, items: [...quantities].map(([sku, quantity]) => ({ sku, quantity })) };
  },
  { timeout: '5s', retry: { nonRetryableErrorTypes: ['InvalidOrder'] } },
);

/** Writes the customer a mail. */
export const sendConfirmation = tfn.fn(
  'sendConfirmation',
  async ({
    order,
    pricing,
    payment,
  }: {
    order: Order;
    pricing: Pricing;
    payment: Payment;
  }): Promise<{ messageId: string }> => {
    const mail = await mailer.sendMail({
      to: order.customer,
      subject: `Your order ${order.id}`,
      text: `Thank you! We charged ${(pricing.total / 100).toFixed(2)} € (${payment.chargeId}).`,
    });
    await mkdir(shopDirectory, { recursive: true });
    await writeFile(join(shopDirectory, `${order.id}.eml`), mail.message);
    return { messageId: mail.messageId };
  },
  { timeout: '10s', retries: 3 },
);

/** An order, from the first check to the mail. */
export const processOrder = tfn.workflow(
  'processOrder',
  async (ctx, order): Promise<OrderResult> => {
    const validated = await ctx.run(validateOrder, order);

    const [, pricing] = await Promise.all([
      ctx.run(checkInventory, validated.items),
      ctx.run(calculatePricing, validated.items),
    ]);

    const payment = await ctx.run(processPayment, { orderId: order.id, amount: pricing.total, card: order.card });

    // A mail that cannot be sent does not undo what was paid.
    await ctx.run(sendConfirmation, { order: validated, pricing, payment }).catch((error: unknown) => {
      ctx.log.warn('The confirmation was not sent', { orderId: order.id, error: String(error) });
    });

    return { orderId: order.id, status: 'complete', chargeId: payment.chargeId };
  },
  { input: orderSchema },
);

export type OrderStatus = 'processing' | 'charging' | 'packing' | 'refunding' | 'cancelled' | 'complete';

/** Cancels an order that has not left the house; the payload is the reason. */
export const cancelOrder = tfn.defineSignal<string>('cancel');

export const orderStatus = tfn.defineQuery<OrderStatus>('status');

/** An order that its customer may cancel until the carrier has it. What was paid is paid back. */
export const orderWithCancellation = tfn.workflow(
  'orderWithCancellation',
  async (ctx, order): Promise<OrderResult | CancelledOrder> => {
    let status: OrderStatus = 'processing';
    let reason: string | undefined;
    const isCancelled = (): boolean => reason !== undefined;
    const cancelled = (refundId?: string): CancelledOrder => {
      status = 'cancelled';
      return { orderId: order.id, status, reason: reason ?? '', ...(refundId !== undefined && { refundId }) };
    };

    ctx.onSignal(cancelOrder, (why) => {
      reason = why;
    });
    ctx.onQuery(orderStatus, () => status);

    const validated = await ctx.run(validateOrder, order);
    const pricing = await ctx.run(calculatePricing, validated.items);
    if (isCancelled()) return cancelled();

    status = 'charging';
    const payment = await ctx.run(processPayment, { orderId: order.id, amount: pricing.total, card: order.card });

    status = 'packing';
    if (await ctx.waitFor(isCancelled, PACKING_TIME)) {
      status = 'refunding';
      const { refundId } = await ctx.run(refundPayment, payment);
      return cancelled(refundId);
    }

    status = 'complete';
    return { orderId: order.id, status, chargeId: payment.chargeId };
  },
  { input: orderSchema },
);

// --- internal ---

class InvalidOrder extends Error {
  override readonly name = 'InvalidOrder';
}
