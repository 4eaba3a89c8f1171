import { tfn } from 'temporal-functions';

export interface Order {
  id: string;
  total: number;
  /** Waits until it is cancelled. */
  onHold?: boolean;
}

export const validateOrder = tfn.fn('validateOrder', async (order: Order): Promise<Order> => {
  if (order.total <= 0) throw new Error(`order ${order.id} costs nothing`);
  return order;
});
