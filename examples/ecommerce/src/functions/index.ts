export { calculatePricing, checkInventory } from './catalog.ts';
export { processPayment, refundPayment } from './payments.ts';
export {
  cancelOrder,
  orderStatus,
  orderWithCancellation,
  processOrder,
  sendConfirmation,
  validateOrder,
} from './orders.ts';
