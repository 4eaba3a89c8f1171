// Export all functions
export { validateOrder } from './orders/validate.ts';
export type { Order } from './orders/validate.ts';
export { chargePayment } from './orders/payment.ts';
export { processOrder } from './orders/workflow.ts';
export { sendConfirmation } from './notifications/email.ts';
