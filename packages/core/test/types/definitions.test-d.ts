import { expectTypeOf } from 'expect-type';
import { z } from 'zod';
import { tfn } from '../../src/index.ts';
import type {
  CallerInputOf,
  FunctionDef,
  InputOf,
  OutputOf,
  QueryDef,
  SignalDef,
  UpdateDef,
  WorkflowContext,
  WorkflowDef,
} from '../../src/index.ts';

interface Order {
  id: string;
}
interface Paid {
  chargeId: string;
}

// Hovered types are plain.
const charge = tfn.fn('charge', async (order: Order): Promise<Paid> => ({ chargeId: order.id }), {
  timeout: '30s',
  retries: 3,
});
expectTypeOf(charge).toEqualTypeOf<FunctionDef<'charge', Order, Paid>>();
const ping = tfn.fn('ping', () => 'pong');
expectTypeOf(ping).toEqualTypeOf<FunctionDef<'ping', void, string>>();
const notify = tfn.fn('notify', async (_order: Order, ctx) => ctx.heartbeat());
expectTypeOf(notify).toEqualTypeOf<FunctionDef<'notify', Order, void>>();
const greet = tfn.fn('greet', async (name: string | undefined) => `hello ${name ?? 'you'}`);

// With the context inferred, and annotated as in the original document.
const inferred = tfn.workflow('inferred', async (ctx, order: Order) => ctx.run(charge, order));
expectTypeOf(inferred).toEqualTypeOf<WorkflowDef<'inferred', Order, Paid>>();
const annotated = tfn.workflow('annotated', async (ctx: WorkflowContext, order: Order) => ctx.run(charge, order));
expectTypeOf(annotated).toEqualTypeOf<WorkflowDef<'annotated', Order, Paid>>();
const nightly = tfn.workflow('nightly', async (ctx) => ctx.run(ping));
expectTypeOf(nightly).toEqualTypeOf<WorkflowDef<'nightly', void, string>>();

expectTypeOf<InputOf<typeof charge>>().toEqualTypeOf<Order>();
expectTypeOf<OutputOf<typeof charge>>().toEqualTypeOf<Paid>();
expectTypeOf<InputOf<typeof inferred>>().toEqualTypeOf<Order>();
expectTypeOf<OutputOf<typeof nightly>>().toEqualTypeOf<string>();

// The schema determines the input types of callers and of the handler.
const priced = tfn.workflow('priced', async (_ctx, input) => input.amount, {
  input: z.object({ amount: z.string().transform(Number) }),
});
expectTypeOf<InputOf<typeof priced>>().toEqualTypeOf<{ amount: number }>();
expectTypeOf<CallerInputOf<typeof priced>>().toEqualTypeOf<{ amount: string }>();
expectTypeOf<OutputOf<typeof priced>>().toEqualTypeOf<number>();
const checked = tfn.fn('checked', async (name) => name.length, { input: z.string() });
expectTypeOf<InputOf<typeof checked>>().toEqualTypeOf<string>();

// @ts-expect-error -- the handler's input is not what the schema yields
tfn.fn('mismatch', async (order: Order) => order.id, { input: z.string() });
// @ts-expect-error -- no such option
tfn.fn('option', async () => 1, { retires: 3 });
// @ts-expect-error -- not a duration
tfn.fn('duration', async () => 1, { timeout: 'soon' });
// @ts-expect-error -- a handler is missing
tfn.workflow('handler');
// @ts-expect-error -- an output schema is not a duration
tfn.workflow('timeout', async () => 1, { executionTimeout: z.string() });

// Unknown options, and values of another type.
// @ts-expect-error -- a typing error
tfn.fn('retires', async () => 1, { retires: 3 });
// @ts-expect-error -- a typing error, within the policy
tfn.fn('maxAttempts', async () => 1, { retry: { maxAttempts: 3 } });
// @ts-expect-error -- not a number
tfn.fn('retries', async () => 1, { retries: '3' });
// @ts-expect-error -- a typing error
tfn.workflow('runTimeOut', async () => 1, { runTimeOut: '1s' });
// @ts-expect-error -- a typing error
tfn.cron('0 9 * * *', nightly, { timeZone: 'UTC' });
// @ts-expect-error -- no such policy
tfn.interval('5m', nightly, { overlap: 'sometimes' });

// Messages.
expectTypeOf(tfn.defineSignal<{ reason: string }>('cancel')).toEqualTypeOf<SignalDef<{ reason: string }>>();
expectTypeOf(tfn.defineQuery<string>('status')).toEqualTypeOf<QueryDef<string, void>>();
expectTypeOf(tfn.defineUpdate<number, { sku: string }>('addItem')).toEqualTypeOf<UpdateDef<number, { sku: string }>>();

// Triggers know their target's input.
tfn.http('POST', '/orders', inferred, {
  workflowId: (req) => req.body.id,
  input: (req) => ({ id: String(req.query['id']) }),
});
tfn.cron('0 9 * * *', nightly);
tfn.cron('0 9 * * *', inferred, { input: { id: '1' }, timezone: 'UTC' });
tfn.interval('5m', greet, { input: 'you' });
tfn.signal('order.cancel', async (ctx, payload: { reason: string }) => ctx.log.info(payload.reason));
// @ts-expect-error -- the target takes an input
tfn.cron('0 9 * * *', inferred);
// @ts-expect-error -- the input has another type
tfn.cron('0 9 * * *', inferred, { input: { id: 1 } });
// @ts-expect-error -- the body is an order
tfn.http('POST', '/orders', inferred, { workflowId: (req) => req.body.number });
// @ts-expect-error -- no such method
tfn.http('FETCH', '/orders', inferred);
// @ts-expect-error -- a route needs a definition, not a plain function
tfn.http('GET', '/orders', async () => 1);

// Declared functions.
const declared = tfn.declareFn<Order, Paid>('declared', { retries: 1 });
expectTypeOf(declared).toEqualTypeOf<FunctionDef<string, Order, Paid>>();
expectTypeOf(tfn.declareFn('bare')).toEqualTypeOf<FunctionDef<string, void, void>>();
expectTypeOf(tfn.implement(declared, async (order) => ({ chargeId: order.id }))).toEqualTypeOf<typeof declared>();
// @ts-expect-error -- another result
tfn.implement(declared, async (order) => order.id);
// @ts-expect-error -- another input
tfn.implement(declared, async (order: string) => ({ chargeId: order }));
tfn.fn('withClient', async (order: Order, ctx) => ctx.client.signal(order.id, 'go'));
