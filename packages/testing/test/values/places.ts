import { randomUUID } from 'node:crypto';
import { bounce, everywhere, gives, nowhere, problemOf } from './fixtures/everywhere.ts';
import type { Arrived } from './fixtures/everywhere.ts';
import { sketch } from './fixtures/sketch.ts';
import type { Value } from './fixtures/values.ts';
import type { Rig } from './rigs.ts';

/** Moves a value through all places of a rig; returns what arrived at each, as text. */
export async function carry({ client, start, brief, onSchedule }: Rig, value: Value): Promise<Arrived> {
  const { make } = value;
  const workflowId = `values-${randomUUID()}`;
  const expected = value.arrives?.make ?? make;
  // To Jest, an invalid date does not equal another one.
  const isComparable = isStrictlyEqual(expected(), expected());
  const checked = (received: unknown): string =>
    !isComparable || isStrictlyEqual(received, expected())
      ? sketch(received)
      : `not strictly equal: ${sketch(received)}`;
  const memo = { value: make(), brief };
  const handle = await start(everywhere, make(), { workflowId, memo });
  const [, queryArgument, queryResult, updateResult, failure, invoked, schedule, kept] = await Promise.all([
    handle.signal('give', make()),
    handle.query('sketch', make()),
    handle.query('echo', make()).then(checked),
    handle.update('echo', make()).then(checked),
    handle.update('fail', make()).then(
      () => 'did not fail',
      (error: unknown) => checked(detailOf(error)),
    ),
    client.invoke(bounce, make()).then(checked),
    onSchedule?.(make()),
    handle.describe().then((description) => checked(description.memo['value'])),
  ]);
  const arrived = await handle.update<Arrived>('arrived');
  return {
    ...arrived,
    ...(schedule !== undefined && { 'schedule input': schedule }),
    'query argument': queryArgument as string,
    'query result': queryResult,
    'update result': updateResult,
    'failure of an update': failure,
    'memo in a description': kept,
    'direct invoke': invoked,
    result: checked(await handle.result()),
    // The second run's input is its result.
    ...(!brief && { 'continue-as-new input': checked(await handle.result()) }),
  };
}

/** Tries to send a value to all places of a rig; returns what came of it, as text. */
export async function refuse({ client, start, onSchedule }: Rig, { code, make }: Value): Promise<Arrived> {
  const handle = await start(nowhere, code);
  const problem = (run: Promise<unknown>): Promise<string> => run.then(() => 'was accepted', problemOf);
  const [input, memo, argument, signal, query, queryResult, update, updateResult, failure, invoked, schedule] =
    await Promise.all([
      problem(start(everywhere, make())),
      problem(start(everywhere, 1, { memo: { value: make() } })),
      problem(client.invoke(bounce, make())),
      problem(handle.signal('give', make())),
      problem(handle.query('echo', make())),
      problem(handle.query('echo')),
      problem(handle.update('echo', make())),
      problem(handle.update('echo')),
      handle.update('fail').catch((error: unknown) => sketch(detailOf(error))),
      problem(client.invoke(gives, code)),
      onSchedule && problem(onSchedule(make())),
    ]);
  const arrived = await handle.update<Arrived>('arrived');
  return {
    ...arrived,
    ...(schedule !== undefined && { 'schedule input': schedule }),
    'workflow input': input,
    'memo of a start': memo,
    'direct invoke': argument,
    'result of a direct invoke': invoked,
    'signal of a client': signal,
    'query argument': query,
    'query result': queryResult,
    'update argument': update,
    'update result': updateResult,
    'failure of an update': failure as string,
    result: await problem(handle.result()),
  };
}

/** The places where workflow code says what arrived. */
export const SEEN_IN_WORKFLOWS: ReadonlySet<string> = new Set([
  'workflow input',
  'memo',
  'signal',
  'update argument',
  'query argument',
  'ctx.run result',
  'child input',
  'child result',
  'failure of a function',
  'schedule input',
]);

/** The places where a promise is awaited before it is sent. */
export const AWAITED: ReadonlySet<string> = new Set([
  'ctx.run result',
  'child result',
  'update result',
  'result',
  'result of a direct invoke',
]);

/** The places where a function is called for the value to send. */
export const CALLED: ReadonlySet<string> = new Set(['continue-as-new input', 'child result', 'result']);

// --- internal ---

function detailOf(error: unknown): unknown {
  for (let link = error as { cause?: unknown; details?: unknown } | undefined; link; link = link.cause as typeof link)
    if (Array.isArray(link.details)) return link.details[0];
  return problemOf(error);
}

function isStrictlyEqual(received: unknown, expected: unknown): boolean {
  try {
    expect(received).toStrictEqual(expected);
    return true;
  } catch {
    return false;
  }
}
