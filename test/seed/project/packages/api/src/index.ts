export { client } from './client.ts';
export { handleOrders } from './routes/orders.ts';
