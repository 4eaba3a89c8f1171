/** What carrying values costs: our conversion of 3 KB against that of the SDK's default converter. */
import { defaultPayloadConverter } from '@temporalio/common';
import { fromValuePayload, toValuePayload } from '@tfn/core/internal';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { print, save } from './harness/report.ts';
import { rounds } from './harness/settings.ts';

const TIMES = 20_000;

/** About 3 KB of JSON: an order with 20 items. */
const plain = {
  id: 'order-1839',
  placedAt: '2026-01-01T09:30:00.000Z',
  customer: { name: 'Ada Lovelace', email: 'ada@example.com', vip: true, address: ['1 Main Street', 'London', null] },
  items: Array.from({ length: 20 }, (_, index) => ({
    sku: `chair-${index}`,
    quantity: index,
    price: 19.99 + index,
    options: { color: 'oak', sizes: [40, 60, 90.5], giftWrap: index % 2 === 0 },
    note: 'please deliver in the morning',
  })),
};

/** The same with dates, a Map and a bigint. */
const rich = {
  ...plain,
  placedAt: new Date(plain.placedAt),
  stock: new Map(plain.items.map(({ sku, quantity }) => [sku, quantity])),
  total: 45_000n,
};

async function main(): Promise<void> {
  const size = JSON.stringify(plain).length;
  const written = defaultPayloadConverter.toPayload(plain);
  const sent = toValuePayload(rich);
  const cases: readonly (readonly [what: string, ours: () => unknown, theirs: () => unknown])[] = [
    ['write plain data', () => toValuePayload(plain), () => defaultPayloadConverter.toPayload(plain)],
    ['read plain data', () => fromValuePayload(written), () => defaultPayloadConverter.fromPayload(written)],
    ['write dates, a Map and a bigint', () => toValuePayload(rich), () => defaultPayloadConverter.toPayload(plain)],
    [
      'read dates, a Map and a bigint',
      () => fromValuePayload(sent),
      () => defaultPayloadConverter.fromPayload(written),
    ],
  ];
  const results: Comparison[] = [];
  for (const [what, ours, theirs] of cases) {
    const sides = [
      { name: 'tfn', measure: async () => microseconds(ours) },
      { name: 'SDK, plain data', measure: async () => microseconds(theirs) },
    ] as const;
    const result = await compare({ what: `${what}, ${size} bytes`, unit: 'µs', sides, rounds: rounds(9) });
    print(result);
    results.push(result);
  }
  save('values', results);
}

function microseconds(convert: () => unknown): number {
  const start = performance.now();
  for (let time = 0; time < TIMES; time += 1) convert();
  return ((performance.now() - start) * 1000) / TIMES;
}

void main();
