/** Moves each value of docs/values.md through all places in which a value reaches Temporal, by each way there. */
import { toText, toValuePayload } from '@tfn/core/internal';
import { sketch } from './fixtures/sketch.ts';
import { VALUES } from './fixtures/values.ts';
import type { Value } from './fixtures/values.ts';
import { AWAITED, CALLED, carry, refuse, SEEN_IN_WORKFLOWS } from './places.ts';
import { openRig, RIGS } from './rigs.ts';
import type { Rig } from './rigs.ts';

// The first worker of a file may have to bundle, and a test may have to wait for the values before its own.
jest.setTimeout(300_000);

const carried = VALUES.filter(({ refused }) => refused === undefined);
const refused = VALUES.filter(({ refused: why }) => why !== undefined);
const rows = (values: readonly Value[]): [string, Value][] => values.map((value) => [value.code, value]);

describe.each(RIGS)('by %s', (name) => {
  // Through a codec a worker does not know the sizes, and leaves them to Temporal.
  const isMeasured = !name.endsWith('encrypted');
  const refusals = refused.filter(({ refused: why }) => isMeasured || why?.problem !== 'bytes');
  let rig: Rig;
  let outcomes: ReadonlyMap<Value, Promise<Record<string, string>>>;

  beforeAll(async () => {
    rig = await openRig(name);
    const inTurn = atMost(AT_ONCE);
    outcomes = new Map(
      [...carried, ...refusals].map((value) => {
        const outcome = inTurn(() => (value.refused ? refuse(rig, value) : carry(rig, value)));
        outcome.catch(() => undefined);
        return [value, outcome];
      }),
    );
  });
  afterAll(() => rig.close());

  test.each(rows(carried))('%s arrives at every place', async (_code, value) => {
    const arrived = (await outcomes.get(value)) as Record<string, string>;
    expect(arrived).toEqual(mapFields(arrived, (text, place) => expectedAt(rig, { place, text, value })));
  });

  test.each(rows(refusals))('%s is refused at every place', async (_code, value) => {
    const problems = (await outcomes.get(value)) as Record<string, string>;
    expect(mapFields(problems, (text, place) => (isRefusal(text, place, value) ? 'refused' : text))).toEqual(
      mapFields(problems, () => 'refused'),
    );
  });
});

// --- internal ---

interface Arrival {
  readonly place: string;
  readonly text: string;
  readonly value: Value;
}

/** Text of what a value is where it arrives. */
function expectedAt({ hasSandbox }: Rig, { place, text, value: { make, arrives, inWorkflows } }: Arrival): string {
  // Temporal's server drops fields without data, and those whose JSON is null or an empty list.
  if (place.startsWith('memo') && isEmpty(make())) return text;
  const seen = hasSandbox && SEEN_IN_WORKFLOWS.has(place) ? inWorkflows : undefined;
  return sketch((seen?.make ?? arrives?.make ?? make)());
}

function isEmpty(value: unknown): boolean {
  return /^(null|\[\]|)$/.test(toText(toValuePayload(value).data));
}

function isRefusal(text: string, place: string, { make, refused: why }: Value): boolean {
  const { path = '', problem = '' } = why ?? {};
  const value = make();
  if (value instanceof Promise && AWAITED.has(place)) return true;
  if (typeof value === 'function' && CALLED.has(place)) return true;
  // A failure is sent without the detail.
  if (place.startsWith('failure')) return text.includes('left out');
  // The server passes on the failure of a query as text, which no codec decodes.
  if (place === 'query result' && text.endsWith('Encoded failure.')) return true;
  if (!/TFN_(INPUT|RESULT)_UNSERIALIZABLE|TFN_(VALUE|PAYLOAD)_TOO_LARGE|TFN_(QUERY|UPDATE|WORKFLOW)_FAILED/.test(text))
    return false;
  return text.includes(path) && text.includes(problem);
}

/** How many values of a rig are on their way at once: more would make queries wait too long. */
const AT_ONCE = 16;

/** Makes a function that starts no more than so many at once. */
function atMost(limit: number): <TResult>(start: () => Promise<TResult>) => Promise<TResult> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (start) => {
    if (running === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await start();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function mapFields<TValue>(
  fields: Readonly<Record<string, string>>,
  map: (text: string, field: string) => TValue,
): Record<string, TValue> {
  return Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, map(text, field)]));
}
