import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tfn } from '@tfn/core';
import { Decimal } from 'decimal.js';
import type { OrderItem } from './order.ts';

interface Product {
  name: string;
  /** In euros. */
  price: string;
  stock: number;
}

const VAT = new Decimal('0.19');

// A file read when the module loads, as many programs do: the worker takes it out of what Temporal's sandbox runs.
const products = JSON.parse(readFileSync(join(__dirname, '../../data/products.json'), 'utf8')) as Record<
  string,
  Product
>;

/** What an order costs, in cents. */
export interface Pricing {
  net: number;
  vat: number;
  total: number;
}

/** Fails for good when the shop does not have what was ordered: another try would change nothing. */
export const checkInventory = tfn.fn(
  'checkInventory',
  async (items: OrderItem[]): Promise<{ reserved: number }> => {
    for (const { sku, quantity } of items) {
      const { name, stock } = findProduct(sku);
      if (quantity > stock) throw new OutOfStock(`Only ${stock} of '${name}' are left; ${quantity} were ordered.`);
    }
    return { reserved: items.reduce((sum, { quantity }) => sum + quantity, 0) };
  },
  { timeout: '5s', retry: { nonRetryableErrorTypes: ['UnknownProduct', 'OutOfStock'] } },
);

/** Quick and free of effects, so it runs in the worker of the workflow, without a round trip through the server. */
export const calculatePricing = tfn.fn(
  'calculatePricing',
  async (items: OrderItem[]): Promise<Pricing> => {
    const sum = items.reduce(
      (total, { sku, quantity }) => total.plus(new Decimal(findProduct(sku).price).times(quantity)),
      new Decimal(0),
    );
    const net = toCents(sum);
    const vat = toCents(sum.times(VAT));
    return { net, vat, total: net + vat };
  },
  { local: true, timeout: '5s', retry: { nonRetryableErrorTypes: ['UnknownProduct'] } },
);

// --- internal ---

class UnknownProduct extends Error {
  override readonly name = 'UnknownProduct';
}

class OutOfStock extends Error {
  override readonly name = 'OutOfStock';
}

function findProduct(sku: string): Product {
  const product = products[sku];
  if (product === undefined) throw new UnknownProduct(`The shop has no product '${sku}'.`);
  return product;
}

function toCents(euros: Decimal): number {
  return euros.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}
