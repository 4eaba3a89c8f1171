import { hostname } from 'node:os';
import { tfn } from '@tfn/core';

export const sendConfirmation = tfn.fn(
  'sendConfirmation',
  async (message: { orderId: string }) => `${message.orderId} confirmed by ${hostname()}`,
  { timeout: '10s' },
);
