export { validateOrder } from './orders/validate';
export { chargePayment } from './orders/payment';
export { sendEmail } from './notifications/email';
export { processOrder } from './orders/workflow';
export type { Order, OrderItem } from './orders/order';
