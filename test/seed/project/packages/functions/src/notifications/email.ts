import { hostname } from 'node:os';
import { tfn } from 'temporal-functions';

export const sendConfirmation = tfn.fn(
  'sendConfirmation',
  async (message: { orderId: string }) => `${message.orderId} confirmed by ${hostname()}`,
  { timeout: '10s' },
);
