import { NonRetryableError, tfn } from '@tfn/core';
import { Decimal } from 'decimal.js';
import { database, transaction } from '../database/database.ts';
import type { Order, OrderItem } from './order.ts';

const VAT = new Decimal('0.19');

/** What an order costs, in cents. */
export interface Pricing {
  net: number;
  vat: number;
  total: number;
}

/** Quick and without side effects, so it runs in the workflow's worker, without a round trip through the server. */
export const calculatePricing = tfn.fn(
  'calculatePricing',
  async (items: OrderItem[]): Promise<Pricing> => {
    const skus = items.map(({ sku }) => sku);
    const { rows } = await database().query<{ sku: string; price: number }>(
      'SELECT sku, price FROM products WHERE sku = ANY($1)',
      [skus],
    );
    const prices = new Map(rows.map(({ sku, price }) => [sku, price]));
    let net = 0;
    for (const { sku, quantity } of items) {
      const price = prices.get(sku);
      if (price === undefined) throw unknownProduct(sku);
      net += price * quantity;
    }
    const vat = VAT.times(net).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
    return { net, vat, total: net + vat };
  },
  { local: true, timeout: '5s' },
);

/** Takes the items out of stock: all of them or none, and only once, however many attempts there are. */
export const reserveInventory = tfn.fn(
  'reserveInventory',
  async ({ id, items }: Pick<Order, 'id' | 'items'>): Promise<{ reserved: number }> => {
    // Always in the same order, so that two orders never wait for each other's rows.
    const sorted = [...items].sort((a, b) => (a.sku < b.sku ? -1 : 1));
    await transaction(async (client) => {
      for (const { sku, quantity } of sorted) {
        const { rowCount: isNew } = await client.query(
          `INSERT INTO reservations (order_id, sku, quantity)
           SELECT $1, sku, $3 FROM products WHERE sku = $2 ON CONFLICT DO NOTHING`,
          [id, sku, quantity],
        );
        if (isNew === 0 && (await isReserved(client, { id, sku }))) continue;
        const { rowCount: taken } = await client.query(
          'UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2',
          [sku, quantity],
        );
        if (taken === 0) throw await explainShortage(client, { sku, quantity });
      }
    });
    return { reserved: items.reduce((sum, { quantity }) => sum + quantity, 0) };
  },
  { timeout: '10s' },
);

/** Puts back the items that an order reserved, if any. */
export const releaseInventory = tfn.fn(
  'releaseInventory',
  async (orderId: string): Promise<{ released: number }> => {
    const { rowCount } = await database().query(
      `WITH freed AS (DELETE FROM reservations WHERE order_id = $1 RETURNING sku, quantity)
       UPDATE products SET stock = stock + freed.quantity FROM freed WHERE products.sku = freed.sku`,
      [orderId],
    );
    return { released: rowCount ?? 0 };
  },
  { timeout: '10s' },
);

// --- internal ---

class OutOfStock extends NonRetryableError {
  override name = 'OutOfStock';
}

class UnknownProduct extends NonRetryableError {
  override name = 'UnknownProduct';
}

type Queryable = Pick<ReturnType<typeof database>, 'query'>;

async function isReserved(client: Queryable, { id, sku }: { id: string; sku: string }): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM reservations WHERE order_id = $1 AND sku = $2', [id, sku]);
  return rowCount === 1;
}

async function explainShortage(client: Queryable, { sku, quantity }: OrderItem): Promise<Error> {
  const { rows } = await client.query<{ name: string; stock: number }>(
    'SELECT name, stock FROM products WHERE sku = $1',
    [sku],
  );
  const product = rows[0];
  if (product === undefined) return unknownProduct(sku);
  return new OutOfStock(`Only ${product.stock} of '${product.name}' are left; ${quantity} were ordered.`);
}

function unknownProduct(sku: string): Error {
  return new UnknownProduct(`The shop has no product '${sku}'.`);
}
