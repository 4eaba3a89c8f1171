import { NonRetryableError, tfn } from '@tfn/core';
import { setting } from '../setting.ts';
import type { Order } from './order.ts';

/**
 * Hands a parcel to the carrier once, and retries until the carrier answers, because it may already have the parcel. Not retried
 * when the carrier does not deliver to the address.
 */
export const shipOrder = tfn.fn(
  'shipOrder',
  async ({ id, address }: Pick<Order, 'id' | 'address'>, ctx): Promise<{ tracking: string }> => {
    const response = await fetch(`${setting('CARRIER_URL')}/shipments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': ctx.idempotencyKey },
      body: JSON.stringify({ reference: id, address }),
      signal: ctx.signal,
    });
    const answer = (await response.json()) as { tracking: string } | { error: string };
    if ('tracking' in answer) return { tracking: answer.tracking };
    if (response.status === 422) throw new Undeliverable(answer.error);
    throw new Error(`The carrier answered ${response.status}: ${answer.error}`);
  },
  { timeout: '10s' },
);

// --- internal ---

class Undeliverable extends NonRetryableError {
  override name = 'Undeliverable';
}
