export interface Order {
  id: string;
  items: { sku: string; quantity: number }[];
  total: number;
}

export async function price(order: Order): Promise<Order> {
  return { ...order, total: order.items.reduce((sum, { quantity }) => sum + quantity * 995, 0) };
}

export async function charge(order: Order): Promise<{ orderId: string; chargeId: string }> {
  return { orderId: order.id, chargeId: `ch_${order.id}` };
}
