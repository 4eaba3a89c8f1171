export interface OrderItem {
  sku: string;
  quantity: number;
  price: number;
}

export interface Order {
  id: string;
  customer: { email: string };
  items: OrderItem[];
}
