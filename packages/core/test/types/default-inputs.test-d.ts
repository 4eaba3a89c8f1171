import { expectTypeOf } from 'expect-type';
import { tfn } from '../../src/index.ts';
import type { FunctionDef, InputOf, WorkflowDef } from '../../src/index.ts';

interface Order {
  id: string;
}

// A parameter with a default is optional, annotated or not, a name or a pattern.
const annotated = tfn.workflow('annotated', async (_ctx, input: { days?: number } = {}) => input.days);
expectTypeOf(annotated).toEqualTypeOf<WorkflowDef<'annotated', { days?: number } | undefined, number | undefined>>();
const pattern = tfn.workflow('pattern', async (_ctx, { days = 1 } = {}) => days);
expectTypeOf<InputOf<typeof pattern>>().toEqualTypeOf<{ days?: number | undefined } | undefined>();
expectTypeOf(pattern).toExtend<WorkflowDef<'pattern', never, number>>();
const typedPattern = tfn.workflow('typedPattern', async (_ctx, { days = 1 }: { days?: number } = {}) => days);
expectTypeOf<InputOf<typeof typedPattern>>().toEqualTypeOf<{ days?: number } | undefined>();
const number = tfn.workflow('number', async (ctx, left: number = 3): Promise<number> => {
  await ctx.sleep(left);
  return ctx.continueAsNew(left - 1);
});
expectTypeOf(number).toEqualTypeOf<WorkflowDef<'number', number | undefined, number>>();
const optional = tfn.workflow('optional', async (_ctx, order?: Order) => order?.id);
expectTypeOf<InputOf<typeof optional>>().toEqualTypeOf<Order | undefined>();
const empty = tfn.workflow('empty', async (_ctx, input = {}) => typeof input);
const inFunction = tfn.fn('inFunction', async (order: Order = { id: '1' }) => order.id);
expectTypeOf(inFunction).toEqualTypeOf<FunctionDef<'inFunction', Order | undefined, string>>();
const beforeContext = tfn.fn('beforeContext', async ({ days = 1 } = {}, ctx) => {
  ctx.heartbeat(days);
  return days;
});
expectTypeOf<InputOf<typeof beforeContext>>().toEqualTypeOf<{ days?: number | undefined } | undefined>();

// Other inputs stay as they are.
const union = tfn.workflow('union', async (_ctx, input: Order | string) => input);
expectTypeOf<InputOf<typeof union>>().toEqualTypeOf<Order | string>();
const nullable = tfn.fn('nullable', async (input: Order | null) => input?.id);
expectTypeOf<InputOf<typeof nullable>>().toEqualTypeOf<Order | null>();
const list = tfn.fn('list', async (orders: readonly Order[]) => orders.length);
expectTypeOf<InputOf<typeof list>>().toEqualTypeOf<readonly Order[]>();
const falsy = tfn.fn('falsy', async (input: 0 | '' | false) => input);
expectTypeOf(falsy).toEqualTypeOf<FunctionDef<'falsy', 0 | '' | false, 0 | '' | false>>();
const unknown = tfn.workflow('unknown', async (_ctx, input: unknown) => input);
expectTypeOf(unknown).toEqualTypeOf<WorkflowDef<'unknown', unknown, unknown>>();
const generic = <TItem>(name: string) => tfn.fn(name, async (items: TItem[]) => items[0]);
expectTypeOf<InputOf<ReturnType<typeof generic<Order>>>>().toEqualTypeOf<Order[]>();
const none = tfn.workflow('none', async () => 1);
expectTypeOf(none).toEqualTypeOf<WorkflowDef<'none', void, number>>();

tfn.workflow('calls', async (ctx) => {
  await ctx.startChild(annotated);
  await ctx.startChild(annotated, { days: 2 });
  await ctx.startChild(pattern);
  await ctx.startChild(pattern, { days: 2 });
  await ctx.startChild(number);
  await ctx.startChild(empty);
  await ctx.run(inFunction);
  await ctx.run(beforeContext, { days: 2 });
  await ctx.run(falsy, 0);
  // @ts-expect-error -- the input is missing
  await ctx.run(nullable);
  // @ts-expect-error -- another input
  await ctx.startChild(number, '3');
  // @ts-expect-error -- another input
  await ctx.startChild(pattern, { days: '2' });
});

// Updates: Temporal awaits no validator.
const put = tfn.defineUpdate<number, { sku: string }>('put');
tfn.workflow('validates', async (ctx) => {
  ctx.onUpdate(put, () => 1, { validator: () => {} });
  ctx.onUpdate(put, () => 1, { validator: ({ sku }) => void sku });
  ctx.onUpdate(put, async () => 1, { validator: ({ sku }) => sku.length > 0 });
  ctx.onUpdate('put', () => 1, {
    validator(item: { sku: string }) {
      if (item.sku === '') throw new Error('no sku');
    },
  });
  // @ts-expect-error -- a validator that is async accepts everything
  ctx.onUpdate(put, () => 1, { validator: async () => {} });
  // @ts-expect-error -- as above
  ctx.onUpdate('put', () => 1, { validator: async (item: { sku: string }) => item.sku });
  // @ts-expect-error -- as above
  ctx.onUpdate(put, () => 1, { validator: () => Promise.reject(new Error('no')) });

  // A constant is a condition.
  const done = false;
  await ctx.waitFor(() => done);
  await ctx.waitFor(() => true as const);
  expectTypeOf(await ctx.waitFor(() => false as const, '1s')).toEqualTypeOf<boolean>();
});
