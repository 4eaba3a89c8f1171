/**
 * The updates that a workflow has handled lately, across its runs. Temporal knows the ids of updates within one run only, and may send an update
 * again that a run has accepted: whenever a request to a run fails, the server forgets which updates wait there, and sends each again. If
 * the run has continued as new meanwhile, the next one gets it. That one answers it as the earlier run has.
 * I1: a run without updates passes nothing on.
 * I2: what is passed on is bounded, in time, number and size, and never keeps a run from continuing as new.
 */
import type { Payload } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/workflow';
import { cutText } from '@tfn/core/internal';
import { toFailure } from '../context/failure.ts';
import { plainConverter, sizeOf } from '../limits/payload-limit.ts';
import { runError } from '../../shared/errors.ts';
import { interceptUpdates } from '../sdk/activator.ts';

export interface HandledUpdates {
  /** Whether there are any. */
  exist(): boolean;
  /** What the next run gets, in at most so many bytes: none, or their list and the results. */
  toPayloads(room: number): readonly Payload[];
}

/** Answers the updates that earlier runs have handled, and records those that this one handles. To be called before other interceptors are added. */
export function recordUpdates(carried: readonly unknown[]): HandledUpdates {
  const earlier = readList(carried);
  /** Oldest first. */
  const handled = new Map(earlier);
  const record = (id: string, answer: Answer): void => {
    const at = Date.now();
    handled.set(id, { at, ...answer });
    for (const [oldest, update] of handled) {
      if (handled.size <= MOST && isLate(update, at)) break;
      handled.delete(oldest);
    }
  };
  interceptUpdates({
    validateUpdate(input, next) {
      if (!earlier.has(input.updateId)) next(input);
    },
    handleUpdate(input, next) {
      const { updateId, name } = input;
      const before = earlier.get(updateId);
      if (before !== undefined) return answer(name, before);
      return next(input).then(
        (result) => {
          record(updateId, { result: toResult(result) });
          return result;
        },
        (error: unknown) => {
          record(updateId, { failure: toTexts(error) });
          throw error;
        },
      );
    },
  });
  return {
    exist: () => handled.size > 0,
    toPayloads(room) {
      const now = Date.now();
      return toArguments([...handled].filter(([, update]) => isLate(update, now)).slice(-MOST), room);
    },
  };
}

// --- internal ---

/** Milliseconds. Clients of Temporal repeat a request for up to 20 s. */
const MEMORY = 60_000;
/** Temporal accepts 2,000 updates a run, and 10 at once. */
const MOST = 256;
/** Bytes of one result. */
const LARGEST_RESULT = 16_384;
/** Bytes of all results. */
const LARGEST_RESULTS = 131_072;
/** Characters. */
const LONGEST_MESSAGE = 500;

/** What an update was answered with; neither when its result is too large. */
interface Answer {
  readonly result?: Payload | undefined;
  readonly failure?: readonly [type: string, message: string];
}

interface Handled extends Answer {
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Each with its id, its time, and the texts of its failure, or whether its result is among the arguments before. */
type Entry = readonly [id: string, at: number, answer: boolean | readonly [type: string, message: string]];
type List = Readonly<Record<typeof LIST, readonly Entry[]>>;

const LIST = 'tfn.handledUpdates';

function isLate({ at }: Handled, now: number): boolean {
  return at >= now - MEMORY;
}

async function answer(update: string, { result, failure }: Handled): Promise<unknown> {
  if (result !== undefined) return plainConverter().fromPayload(result);
  if (failure === undefined) throw toFailure(runError('TFN_UPDATE_REPEATED', { update }));
  const [type, message] = failure;
  throw ApplicationFailure.nonRetryable(message, type);
}

function toResult(result: unknown): Payload | undefined {
  try {
    const payload = plainConverter().toPayload(result);
    return sizeOf([payload]) <= LARGEST_RESULT ? payload : undefined;
  } catch {
    return undefined;
  }
}

function toTexts(error: unknown): readonly [string, string] {
  const { message, type, name } = toFailure(error) as Error & { type?: string };
  return [type ?? name, cutText(message, LONGEST_MESSAGE)];
}

type Known = readonly [id: string, update: Handled];

/** The results, of as many of the newest as there is room for, and then the list. */
function toArguments(updates: readonly Known[], room: number): readonly Payload[] {
  const all = toList(updates, () => true);
  const listSize = sizeOf([all]);
  if (updates.length === 0 || listSize > room) return [];
  let left = Math.min(LARGEST_RESULTS, room - listSize);
  const kept = new Set<Payload>();
  for (let index = updates.length - 1; index >= 0; index -= 1) {
    const result = updates[index]?.[1].result;
    if (result === undefined || sizeOf([result]) > left) continue;
    left -= sizeOf([result]);
    kept.add(result);
  }
  const results = updates.flatMap(([, { result }]) => (result !== undefined && kept.has(result) ? [result] : []));
  return [...results, toList(updates, (result) => kept.has(result))];
}

function toList(updates: readonly Known[], isKept: (result: Payload) => boolean): Payload {
  const entries = updates.map(([id, { at, result, failure }]): Entry => [
    id,
    at,
    failure ?? (result !== undefined && isKept(result)),
  ]);
  return plainConverter().toPayload({ [LIST]: entries } satisfies List);
}

function readList(carried: readonly unknown[]): ReadonlyMap<string, Handled> {
  const list = carried.at(-1);
  const entries = isList(list) ? list[LIST] : [];
  const converter = plainConverter();
  let next = 0;
  return new Map(
    entries.map(([id, at, known]) => [
      id,
      { at, ...(known === true ? { result: converter.toPayload(carried[next++]) } : known && { failure: known }) },
    ]),
  );
}

function isList(value: unknown): value is List {
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<List>)[LIST]);
}
