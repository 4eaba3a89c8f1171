export { closeDatabase, database } from './database/database.ts';
export { migrate } from './database/migrate.ts';
export { OWNER, sendEmail } from './notifications/email.ts';
export type { Mail } from './notifications/email.ts';
export { renderMail } from './notifications/templates.ts';
export { calculatePricing, releaseInventory, reserveInventory } from './orders/inventory.ts';
export {
  cancelOrder,
  cancellationSchema,
  decideOrder,
  decisionSchema,
  orderState,
  settlePayment,
} from './orders/messages.ts';
export type { OrderState, OrderStatus } from './orders/messages.ts';
export { orderSchema } from './orders/order.ts';
export type { Order, OrderItem } from './orders/order.ts';
export { processOrder } from './orders/process-order.ts';
export { recordOrder } from './orders/record.ts';
export { readRules, validateOrder } from './orders/rules.ts';
export { shipOrder } from './orders/shipping.ts';
export { payloadCodec } from './payload-codec.ts';
export { processPayment, refundPayment } from './payments/payment.ts';
export { handlePaymentEvent, paymentEventSchema, recordPaymentEvent } from './payments/payment-events.ts';
export { dailySalesReport, dailySalesSchedule, saveReport, summariseSales } from './reports/daily-sales.ts';
export type { DailySales } from './reports/daily-sales.ts';
export { setting } from './setting.ts';
