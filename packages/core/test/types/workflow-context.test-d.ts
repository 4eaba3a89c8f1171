import { expectTypeOf } from 'expect-type';
import { tfn } from '../../src/index.ts';
import type { ChildHandle, OtherExecution, OutputOf, Scope } from '../../src/index.ts';

interface Order {
  id: string;
}

const charge = tfn.fn('charge', async (order: Order) => ({ chargeId: order.id }));
const ping = tfn.fn('ping', async () => 'pong');
const greet = tfn.fn('greet', async (name: string | undefined) => name);
const ship = tfn.workflow('ship', async (_ctx, order: Order) => order.id);
const cancel = tfn.defineSignal<{ reason: string }>('cancel');
const status = tfn.defineQuery<string>('status');
const addItem = tfn.defineUpdate<number, { sku: string }>('addItem');

tfn.workflow('all', async (ctx, order: Order) => {
  expectTypeOf(await ctx.run(charge, order)).toEqualTypeOf<{ chargeId: string }>();
  expectTypeOf(await ctx.run(charge, order, { timeout: '1s', retries: 1 })).toEqualTypeOf<{ chargeId: string }>();
  expectTypeOf(await ctx.run(ping)).toEqualTypeOf<string>();
  expectTypeOf(await ctx.run(greet)).toEqualTypeOf<string | undefined>();
  // @ts-expect-error -- the input is missing
  await ctx.run(charge);
  // @ts-expect-error -- the input has another type
  await ctx.run(charge, { id: 1 });
  // @ts-expect-error -- this function takes no input
  await ctx.run(ping, 'x');
  // @ts-expect-error -- a workflow is not run but started as a child
  await ctx.run(ship, order);
  // @ts-expect-error -- the result has no such field
  void (await ctx.run(charge, order)).amount;

  // @ts-expect-error -- a typing error
  await ctx.run(charge, order, { retires: 3 });
  // @ts-expect-error -- a typing error
  await ctx.startChild(ship, order, { workflowid: 'x' });
  expectTypeOf(ctx.sleepUntil(new Date())).toEqualTypeOf<Promise<void>>();
  // @ts-expect-error -- a text is not a time
  await ctx.sleepUntil('2026-01-01');

  expectTypeOf(await ctx.startChild(ship, order, { workflowId: 'x' })).toEqualTypeOf<string>();
  expectTypeOf(await ctx.child(ship, order)).toEqualTypeOf<ChildHandle<string>>();
  // @ts-expect-error -- the input is missing
  await ctx.startChild(ship);

  const winner = await ctx.race({
    cancelled: cancel,
    note: ctx.waitForSignal<number>('note'),
    charged: () => ctx.run(charge, order),
    timeout: ctx.sleep('1h'),
  });
  expectTypeOf(winner.key).toEqualTypeOf<'cancelled' | 'note' | 'charged' | 'timeout'>();
  if (winner.key === 'cancelled') expectTypeOf(winner.value).toEqualTypeOf<{ reason: string }>();
  else if (winner.key === 'note') expectTypeOf(winner.value).toEqualTypeOf<number>();
  else if (winner.key === 'charged') expectTypeOf(winner.value).toEqualTypeOf<{ chargeId: string }>();
  else expectTypeOf(winner.value).toEqualTypeOf<void>();
  const { key, value } = await ctx.race({ pong: ctx.run(ping), id: ctx.startChild(ship, order) });
  expectTypeOf(key).toEqualTypeOf<'pong' | 'id'>();
  expectTypeOf(value).toEqualTypeOf<string>();
  // @ts-expect-error -- nothing to wait for
  await ctx.race({ number: 1 });
  // @ts-expect-error -- a query is not awaited
  await ctx.race({ status });

  ctx.onSignal(cancel, (payload) => void expectTypeOf(payload).toEqualTypeOf<{ reason: string }>());
  ctx.onSignal('cancel', (payload: { reason: string }) => ctx.log.info(payload.reason));
  ctx.onQuery(status, () => 'open');
  ctx.onUpdate(addItem, async (item) => item.sku.length, {
    validator: (item) => void expectTypeOf(item).toEqualTypeOf<{ sku: string }>(),
  });
  // @ts-expect-error -- the query's result is a string
  ctx.onQuery(status, () => 1);
  // @ts-expect-error -- the update's result is a number
  ctx.onUpdate(addItem, (item) => item.sku);

  expectTypeOf(await ctx.waitForSignal(cancel)).toEqualTypeOf<{ reason: string }>();
  expectTypeOf(await ctx.waitForSignal(cancel, { timeout: '1h' })).toEqualTypeOf<{ reason: string } | undefined>();
  expectTypeOf(await ctx.waitFor(() => true)).toEqualTypeOf<void>();
  expectTypeOf(await ctx.waitFor(() => true, '1s')).toEqualTypeOf<boolean>();
  await ctx.signal('other', cancel, { reason: 'x' });
  // @ts-expect-error -- the payload is missing
  await ctx.signal('other', cancel);

  await ctx.run(charge, order, { cancellationType: 'abandon' });
  await ctx.startChild(ship, order, { cancellationType: 'wait-cancellation-requested' });
  // @ts-expect-error -- not one of a function's
  await ctx.run(charge, order, { cancellationType: 'wait-cancellation-requested' });
  // @ts-expect-error -- not one of Temporal's own names
  await ctx.startChild(ship, order, { cancellationType: 'TRY_CANCEL' });
  // @ts-expect-error -- a child's is that of its definition
  await ctx.startChild(ship, order, { versioningBehavior: 'pinned' });

  await ctx.cancel('other');
  ctx.deprecatePatch('old');
  ctx.upsertMemo({ stage: { name: 'packed' }, gone: null });
  ctx.upsertSearchAttributes({ tier: 'gold', total: 1, paid: true, at: new Date(), tags: ['a'], gone: null });
  // @ts-expect-error -- not a value of a search attribute
  ctx.upsertSearchAttributes({ tier: { name: 'gold' } });
  expectTypeOf(ctx.info.parent).toEqualTypeOf<(OtherExecution & { readonly namespace: string }) | undefined>();
  expectTypeOf(ctx.info.root?.workflowId).toEqualTypeOf<string | undefined>();

  const scoped = await ctx.scope(
    async (scope) => {
      expectTypeOf(scope).toEqualTypeOf<Scope>();
      return ctx.run(charge, order);
    },
    { timeout: '5m' },
  );
  expectTypeOf(scoped).toEqualTypeOf<{ chargeId: string }>();
  expectTypeOf(await ctx.scope(() => ctx.sleep(1))).toEqualTypeOf<void>();
  // @ts-expect-error -- not a duration
  await ctx.scope(() => ctx.sleep(1), { timeout: 'soon' });

  expectTypeOf(await ctx.shield(async () => 1)).toEqualTypeOf<number>();
  return 1;
});

tfn.workflow('pinned', async () => 1, { versioningBehavior: 'pinned' });
// @ts-expect-error -- not one of Temporal's own names
tfn.workflow('pinnedRaw', async () => 1, { versioningBehavior: 'PINNED' });

tfn.workflow('again', async (ctx, count: number): Promise<number> => ctx.continueAsNew(count + 1));
// The functions of an outcome are called when the handlers have ended.
tfn.workflow('againLater', async (ctx, count: number): Promise<number> => ctx.continueAsNew(() => count + 1));
// @ts-expect-error -- the function does not return the input
tfn.workflow('againLaterWrong', async (ctx, count: number) => ctx.continueAsNew(() => String(count)));
// @ts-expect-error -- the function must not be async
tfn.workflow('againLaterAsync', async (ctx, count: number) => ctx.continueAsNew(async () => count));
const later = tfn.workflow('later', async (ctx, count: number) => {
  await ctx.handlersFinished();
  return () => ({ total: count });
});
expectTypeOf<OutputOf<typeof later>>().toEqualTypeOf<{ total: number }>();
const sometimes = tfn.workflow('sometimes', async (_ctx, count: number) => {
  if (count === 0) return 'none' as const;
  return () => count;
});
expectTypeOf<OutputOf<typeof sometimes>>().toEqualTypeOf<'none' | number>();
const notAsync = tfn.workflow('notAsync', (_ctx, count: number) => () => count);
expectTypeOf<OutputOf<typeof notAsync>>().toEqualTypeOf<number>();
const laterVoid = tfn.workflow('laterVoid', async () => () => {});
expectTypeOf<OutputOf<typeof laterVoid>>().toEqualTypeOf<void>();
const generic = tfn.workflow('plainObject', async () => ({ total: 1, list: [1] }));
expectTypeOf<OutputOf<typeof generic>>().toEqualTypeOf<{ total: number; list: number[] }>();
// @ts-expect-error -- continues with another input than it takes
tfn.workflow('againWrong', async (ctx, count: number) => ctx.continueAsNew(String(count)));
