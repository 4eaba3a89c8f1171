import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { expectTypeOf } from 'expect-type';
import { z } from 'zod';

declare const env: TestEnv;
const sent: number[] = [];
const notify = tfn.fn('types.notify', async (id: number) => void sent.push(id));
const charge = tfn.fn('types.charge', async (id: number) => ({ id }));
const find = tfn.fn('types.find', async (id: number) => (id > 1 ? 'a' : undefined));
const ship = tfn.workflow('types.ship', async (ctx, id: number) => ctx.sleep(id));
function doNothing(): void {}

// In place of a function without a result, whatever the mock returns.
env.mock(notify, () => {});
env.mock(notify, async () => {});
env.mock(notify, doNothing);
env.mock(notify, (id) => sent.push(id));
env.mock(notify, async (id) => sent.push(id));
env.mock(notify, [() => {}, async (id) => sent.push(id)]);
env.mock(ship, async (id) => sent.push(id));
env.mock('types.notify', () => {});

// Nothing, where undefined is a result.
env.mock(find, () => {});
env.mock(find, async () => {});
env.mock(find, doNothing);
env.mock(find, () => 'a' as const);
// @ts-expect-error -- not a result of the function
env.mock(find, () => 1);

env.mock(charge, () => ({ id: 1 }));
// @ts-expect-error -- the function has a result
env.mock(charge, () => {});
// @ts-expect-error -- the function has a result
env.mock(charge, async () => {});
// @ts-expect-error -- another result
env.mock(charge, [() => ({ id: 1 }), () => ({ id: 'a' })]);
// @ts-expect-error -- another input
env.mock(charge, (id: string) => ({ id: id.length }));

// Handlers with a default for their input are started without one.
const remind = tfn.workflow('types.remind', async (ctx, { days = 1 }: { days?: number } = {}) => ctx.sleep(days));
void env.execute(remind);
void env.execute(remind, {});
void env.start(remind, { days: 2 });
// @ts-expect-error -- another input
void env.start(remind, { days: '2' });

// With an output schema a mock returns what the handler does; readers get what the schema returns.
const Receipt = z.object({ total: z.number().transform(String) });
const bill = tfn.fn('types.bill', async (id: number) => ({ total: id }), { output: Receipt });
const bills = env.mock(bill, (id) => ({ total: id }));
expectTypeOf(bills.calls[0]?.result).toEqualTypeOf<{ total: string } | undefined>();
expectTypeOf(env.execute(bill, 1)).toEqualTypeOf<Promise<{ total: string }>>();
expectTypeOf(env.run(bill, 1)).toEqualTypeOf<Promise<{ total: string }>>();
// @ts-expect-error -- what the schema returns, instead of what it takes
env.mock(bill, () => ({ total: '1' }));
