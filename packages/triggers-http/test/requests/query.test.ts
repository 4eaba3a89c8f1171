import { tfn } from '@tfn/core';
import type { AnySchema } from '@tfn/core';
import * as v from 'valibot';
import { z } from 'zod';
import { adapters } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';
import { fakeClient } from '../support/fake-client.ts';

let names = 0;
const get = (path: string, input?: AnySchema) =>
  tfn.http(
    'GET',
    path,
    tfn.workflow(`query.${names++}`, async () => undefined, input === undefined ? {} : { input }),
  );

const Tree = z.object({
  get children() {
    return z.array(Tree).optional();
  },
  n: z.number(),
});
const routes = [
  get('/any'),
  get(
    '/zod/:id',
    z.object({
      ...{ id: z.number(), tags: z.array(z.string()).optional(), sizes: z.array(z.number()).optional() },
      ...{ page: z.number().default(1), on: z.boolean().optional(), note: z.string().optional() },
      ...{ either: z.union([z.number(), z.string()]).optional(), kind: z.literal([1, 'a']).optional() },
      ...{ since: z.date().optional(), coerced: z.coerce.date().optional(), big: z.bigint().optional() },
      ...{ near: z.object({ lat: z.number(), tags: z.array(z.string()).optional() }).optional() },
      ...{ nullable: z.number().nullable().optional(), many: z.set(z.number()).optional() },
    }),
  ),
  get('/all', z.object({ a: z.string().optional() })),
  get('/tree', Tree),
  get(
    '/union',
    z.union([
      z.object({ type: z.literal('n'), value: z.number() }),
      z.object({ type: z.literal('b'), value: z.boolean() }),
    ]),
  ),
  get(
    '/valibot',
    v.object({ page: v.optional(v.number()), tags: v.optional(v.array(v.string())), on: v.optional(v.boolean()) }),
  ),
];

/** Shows a value that JSON has no form of. */
const show = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          item instanceof Date
            ? `Date ${item.toISOString()}`
            : typeof item === 'bigint'
              ? `bigint ${item}`
              : item instanceof Set
                ? ['Set', ...item]
                : item,
        ]),
      )
    : value;

describe.each(adapters)('a query through $name', ({ serve }) => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(
      fakeClient((input) => show(input) ?? null),
      { routes, logger: { error: () => undefined } },
    );
  });
  afterAll(() => served.stop());

  const ask = async (target: string): Promise<unknown[]> => {
    const answer = await fetch(`${served.url}/v1${target}`);
    return [answer.status, await answer.json()];
  };

  it.each([
    ['/any', null],
    ['/any?tag=a', { tag: 'a' }],
    ['/any?tag=a&tag=b&tag=c', { tag: ['a', 'b', 'c'] }],
    ['/any?tag[]=a', { tag: ['a'] }],
    ['/any?tag%5B%5D=a&tag%5B%5D=b', { tag: ['a', 'b'] }],
    ['/any?tag=a&tag[]=b', { tag: ['a', 'b'] }],
    ['/any?a[b]=c', { a: { b: 'c' } }],
    ['/any?a[b][c]=d&a[b][e]=f&a[g]=h', { a: { b: { c: 'd', e: 'f' }, g: 'h' } }],
    ['/any?a[b]=1&a[b]=2', { a: { b: ['1', '2'] } }],
    ['/any?a[b][]=1', { a: { b: ['1'] } }],
    ['/any?a[0]=x', { a: { 0: 'x' } }],
    ['/any?a[b=1&[x]=2&c]=3&d[e]f=4&g[[h]]=5', { 'a[b': '1', '[x]': '2', 'c]': '3', 'd[e]f': '4', 'g[[h]]': '5' }],
    ['/any?a=1&b', { a: '1', b: '' }],
    ['/any?a+b=c+d%2B', { 'a b': 'c d+' }],
  ])('means in %s, without a schema, %j', async (target, input) => {
    expect(await ask(target)).toEqual([200, input]);
  });

  it.each([
    ['/zod/7', { id: 7, page: 1 }],
    ['/zod/7?tags=a', { id: 7, page: 1, tags: ['a'] }],
    ['/zod/7?tags[]=5', { id: 7, page: 1, tags: ['5'] }],
    ['/zod/7?sizes=1&sizes=2.5', { id: 7, page: 1, sizes: [1, 2.5] }],
    ['/zod/7?page=2&on=true&note=true', { id: 7, page: 2, on: true, note: 'true' }],
    ['/zod/7?on=false&note=5', { id: 7, page: 1, on: false, note: '5' }],
    ['/zod/7?either=5&kind=1', { id: 7, page: 1, either: 5, kind: 1 }],
    ['/zod/7?either=x&kind=a', { id: 7, page: 1, either: 'x', kind: 'a' }],
    ['/zod/7?nullable=3&big=12345678901234567890', { id: 7, page: 1, nullable: 3, big: 'bigint 12345678901234567890' }],
    ['/zod/7?near[lat]=1.5&near[tags]=x', { id: 7, page: 1, near: { lat: 1.5, tags: ['x'] } }],
    ['/zod/7?many=1', { id: 7, page: 1, many: ['Set', 1] }],
    ['/zod/7?many=1&many=2', { id: 7, page: 1, many: ['Set', 1, 2] }],
    [
      '/zod/7?since=2026-01-02T03:04:05Z&coerced=2026-01-02',
      { id: 7, page: 1, since: 'Date 2026-01-02T03:04:05.000Z', coerced: 'Date 2026-01-02T00:00:00.000Z' },
    ],
    ['/all', {}],
    ['/union?type=n&value=1', { type: 'n', value: 1 }],
    ['/union?type=b&value=true', { type: 'b', value: true }],
    ['/valibot?page=2&tags=a&on=false', { page: 2, tags: ['a'], on: false }],
  ])('means in %s, by its schema, %j', async (target, input) => {
    expect(await ask(target)).toEqual([200, input]);
  });

  it.each(['/zod/x', '/zod/7?page=', '/zod/7?page=2a', '/zod/7?page=0x10', '/zod/7?on=yes', '/zod/7?page=1&page=2'])(
    'leaves to the schema to refuse %s',
    async (target) => {
      expect((await ask(target))[0]).toBe(422);
    },
  );

  it.each([
    '/any?__proto__=1',
    '/any?__proto__[admin]=1',
    '/any?a[__proto__][admin]=1',
    '/any?a[constructor][prototype]=1',
    '/any?a=1&a[b]=2',
    '/any?a[b]=2&a=1',
    '/any?a[]=1&a[b]=2',
    '/any?a[][b]=1',
    `/any?a${'[b]'.repeat(9)}=1`,
    `/any?a${'[b]'.repeat(3000)}=1`,
  ])('refuses %s', async (target) => {
    expect(await ask(target)).toMatchObject([400, { code: 'request-malformed' }]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
