/** What callers and readers get of definitions with output schemas. */
import { expectTypeOf } from 'expect-type';
import { z } from 'zod';
import { tfn } from '../../src/index.ts';
import type {
  AnySchema,
  CallerInputOf,
  Client,
  FunctionDef,
  FunctionOptions,
  HandlerOutputOf,
  InputOf,
  OutputOf,
  SchemaFor,
  WorkflowDef,
  WorkflowHandle,
} from '../../src/index.ts';

declare const client: Client;
interface Parsed {
  total: string;
}
const Receipt = z.object({ total: z.number().transform(String) });
const Order = z.object({ cents: z.string().transform(Number) });

const charge = tfn.fn('charge', async (cents: number) => ({ total: cents }), { output: Receipt, retries: 1 });
expectTypeOf<OutputOf<typeof charge>>().toEqualTypeOf<Parsed>();
expectTypeOf<HandlerOutputOf<typeof charge>>().toEqualTypeOf<{ total: number }>();
expectTypeOf<InputOf<typeof charge>>().toEqualTypeOf<number>();

const chargeOrder = tfn.fn('chargeOrder', async ({ cents }) => ({ total: cents }), { input: Order, output: Receipt });
expectTypeOf<OutputOf<typeof chargeOrder>>().toEqualTypeOf<Parsed>();
expectTypeOf<InputOf<typeof chargeOrder>>().toEqualTypeOf<{ cents: number }>();
expectTypeOf<CallerInputOf<typeof chargeOrder>>().toEqualTypeOf<{ cents: string }>();

const pay = tfn.workflow(
  'pay',
  async (ctx, cents: number) => {
    expectTypeOf(await ctx.run(charge, cents)).toEqualTypeOf<Parsed>();
    expectTypeOf(await ctx.run(chargeOrder, { cents: '1' })).toEqualTypeOf<Parsed>();
    return { total: cents };
  },
  { output: Receipt },
);
expectTypeOf<OutputOf<typeof pay>>().toEqualTypeOf<Parsed>();
const payOrder = tfn.workflow(
  'payOrder',
  async (_ctx, { cents }) =>
    () => ({ total: cents }),
  {
    input: Order,
    output: Receipt,
  },
);
expectTypeOf<OutputOf<typeof payOrder>>().toEqualTypeOf<Parsed>();
expectTypeOf<HandlerOutputOf<typeof payOrder>>().toEqualTypeOf<{ total: number }>();
const payDefault = tfn.workflow('payDefault', async (_ctx, { cents = 1 }: { cents?: number } = {}) => cents, {
  output: z.number().transform((cents) => new Date(cents)),
});
expectTypeOf<OutputOf<typeof payDefault>>().toEqualTypeOf<Date>();

tfn.workflow('readers', async (ctx) => {
  expectTypeOf(await ctx.startChild(pay, 1)).toEqualTypeOf<Parsed>();
  expectTypeOf(await (await ctx.child(payOrder, { cents: '1' })).result()).toEqualTypeOf<Parsed>();
  expectTypeOf(await ctx.startChild(payDefault)).toEqualTypeOf<Date>();
});
expectTypeOf(client.start(pay, 1)).toEqualTypeOf<Promise<WorkflowHandle<Parsed>>>();
expectTypeOf(client.invoke(payOrder, { cents: '1' })).toEqualTypeOf<Promise<Parsed>>();
expectTypeOf(client.invoke(charge, 1)).toEqualTypeOf<Promise<Parsed>>();
expectTypeOf(client.getHandle(pay, 'x').result()).toEqualTypeOf<Promise<Parsed>>();
declare const typed: Client<{ pay: typeof pay }>;
expectTypeOf(typed.invoke('pay', 1)).toEqualTypeOf<Promise<Parsed>>();

// Without one, or with one of unknown type, the handler says it.
expectTypeOf(tfn.fn('plain', async (id: number) => id, { retries: 1 })).toEqualTypeOf<
  FunctionDef<'plain', number, number>
>();
declare const options: FunctionOptions;
expectTypeOf(tfn.fn('options', async (id: number) => id, options)).toEqualTypeOf<
  FunctionDef<'options', number, number>
>();
declare const wide: AnySchema;
expectTypeOf(tfn.workflow('wide', async (_ctx, id: number) => id, { output: wide })).toEqualTypeOf<
  WorkflowDef<'wide', number, number>
>();
declare const any: SchemaFor<Parsed>;
expectTypeOf<OutputOf<ReturnType<typeof makeAny>>>().toEqualTypeOf<Parsed>();
const makeAny = () => tfn.fn('any', async () => 1, { output: any });
// @ts-expect-error -- not a schema
tfn.fn('noSchema', async () => 1, { output: 'text' });
