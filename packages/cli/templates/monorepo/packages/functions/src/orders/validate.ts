import { tfn } from '@tfn/core';
import type { Order } from './order';

export const validateOrder = tfn.fn('validateOrder', async (order: Order) => {
  if (order.items.length === 0) return { valid: false, problem: 'The order has no items.' };
  return { valid: true };
});
