import { tfn } from 'temporal-functions';

export interface Order {
  id: string;
}

export const processOrder = tfn.workflow('processOrder', async (_ctx, order: Order) => ({
  orderId: order.id,
  status: 'complete',
}));
