import { NonRetryableError, tfn, toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import { setting } from '../setting.ts';
import type { Order } from './order.ts';

const MAX_QUANTITY = 100;

/** The shop's settings. A workflow cannot read the environment: it reads them in a step, whose result is in the history. */
export interface ShopRules {
  /** Orders of this amount or more need approval. In cents, with VAT. */
  approvalLimit: number;
  approvalTimeout: Duration;
  /** How long a parcel waits for its carrier; the order can be cancelled until then. */
  packingTime: Duration;
  /** How long a bank may take to transfer the money. */
  settlementTimeout: Duration;
}

export const readRules = tfn.fn(
  'readRules',
  async (): Promise<ShopRules> => ({
    approvalLimit: Number(setting('APPROVAL_LIMIT', '100000')),
    approvalTimeout: durationSetting('APPROVAL_TIMEOUT', '2 days'),
    packingTime: durationSetting('PACKING_TIME', '10 seconds'),
    settlementTimeout: durationSetting('SETTLEMENT_TIMEOUT', '7 days'),
  }),
  { local: true, timeout: '5s' },
);

/** Checks the rules that a schema cannot express; returns the order with its lines merged by product. */
export const validateOrder = tfn.fn(
  'validateOrder',
  async (order: Order): Promise<Order> => {
    const quantities = new Map<string, number>();
    for (const { sku, quantity } of order.items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
    const total = [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0);
    if (total > MAX_QUANTITY)
      throw new InvalidOrder(`${total} items are more than the ${MAX_QUANTITY} that one order may have.`);
    return { ...order, items: [...quantities].map(([sku, quantity]) => ({ sku, quantity })) };
  },
  { timeout: '5s' },
);

// --- internal ---

function durationSetting(name: string, fallback: Duration): Duration {
  const value = setting(name, String(fallback)) as Duration;
  toMilliseconds(value, name);
  return value;
}

class InvalidOrder extends NonRetryableError {
  override name = 'InvalidOrder';
}
