/**
 * Makes failures of Temporal out of whatever was thrown. Nothing of a thrown value is sent as it came: what Temporal's SDK cannot read or
 * convert would fail a workflow task again and again, and what is too large would never arrive.
 */
import { ApplicationFailure, CancelledFailure, DefaultFailureConverter, TemporalFailure } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { readDuration } from '@tfn/core/internal';
import { payloadConverter } from './rich-values.ts';
import { cutText, field, readThrown, retryAdviceOf, textOf } from '@tfn/core/internal';

/** How a failure is made. */
export interface FailureOptions {
  /** Makes the failure final. @default what the error says */
  readonly nonRetryable?: boolean;
  /** Converts a detail of an ApplicationFailure, to see whether it can be sent. @default ours */
  readonly toPayload?: (value: unknown) => Payload;
}

/**
 * The failure of a thrown value: it keeps message, type, stack and causes, within limits, and the advice on the next attempt. A failure that came
 * from Temporal stays as it is.
 */
export function toApplicationFailure(thrown: unknown, options: FailureOptions = {}): TemporalFailure {
  const { nonRetryable = false, toPayload = defaultToPayload } = options;
  return build(thrown, { nonRetryable, toPayload, seen: [], left: LONGEST_CHAIN_TEXT });
}

/** `instanceof`, for a value that may be a proxy. */
export function isA<TClass>(value: unknown, Class: AnyClass<TClass>): value is TClass {
  try {
    return value instanceof Class;
  } catch {
    return false;
  }
}

// --- internal ---

// oxlint-disable-next-line typescript/no-explicit-any -- any class
type AnyClass<TClass> = abstract new (...args: any[]) => TClass;

/** Characters of all messages of a chain; with the stacks less than the 2 MB that Temporal accepts. */
const LONGEST_CHAIN_TEXT = 200_000;
/** Characters of one message. */
const LONGEST_TEXT = 20_000;
/** Characters that even the last message of a long chain has. */
const SHORTEST_TEXT = 500;
const LONGEST_TYPE = 200;
const LONGEST_CHAIN = 20;
/** Bytes of all details of a failure. */
const LARGEST_DETAILS = 500_000;

/** Failures that only Temporal makes, and that no other code can create. */
const NOT_OURS = /^(Server|Terminated|Timeout|Activity|ChildWorkflow|NexusOperation)Failure$/;

const failureConverter = new DefaultFailureConverter();
const defaultToPayload = (value: unknown): Payload => payloadConverter.toPayload(value);

interface Chain {
  readonly nonRetryable: boolean;
  readonly toPayload: (value: unknown) => Payload;
  readonly seen: unknown[];
  /** Characters that are left. */
  left: number;
}

function build(thrown: unknown, chain: Chain): TemporalFailure {
  if (isA(thrown, TemporalFailure) && canKeep(thrown)) return thrown;
  const isOutermost = chain.seen.push(thrown) === 1;
  const { message, type, stack, cause: inner } = readThrown(thrown, Math.min(LONGEST_TEXT, chain.left));
  chain.left = Math.max(chain.left - message.length, SHORTEST_TEXT);
  const isLast = inner === undefined || inner === null || chain.seen.length === LONGEST_CHAIN;
  const cause = isLast || chain.seen.includes(inner) ? undefined : build(inner, chain);
  const failure = isA(thrown, CancelledFailure)
    ? new CancelledFailure(message, detailsOf(thrown, chain), cause)
    : ApplicationFailure.create({
        message,
        ...(isA(thrown, ApplicationFailure) ? fieldsOf(thrown, chain) : { type, ...retryAdviceOf(thrown) }),
        ...(isOutermost && chain.nonRetryable && { nonRetryable: true }),
        ...(cause && { cause }),
      });
  failure.stack = stack ?? '';
  const code = field(thrown, 'code');
  // Logs show it.
  if (typeof code === 'number' || (typeof code === 'string' && code.length <= LONGEST_TYPE))
    Object.defineProperty(failure, 'code', { value: code });
  return failure;
}

/** Whether a failure of Temporal's own can be sent as it is: if it came from the server, or is of a kind that no other code can create. */
function canKeep(failure: TemporalFailure): boolean {
  try {
    const { failure: received, name, message, cause } = failure;
    if (received !== undefined) return typeof received === 'object';
    if (!NOT_OURS.test(name) || cutText(message, LONGEST_TEXT) !== message) return false;
    failureConverter.errorToFailure(failure, payloadConverter);
    return cause === undefined || isA(cause, TemporalFailure);
  } catch {
    return false;
  }
}

/** What an ApplicationFailure says beside its message and cause, without what Temporal could not read. */
function fieldsOf(failure: ApplicationFailure, chain: Chain): object {
  const type = field(failure, 'type');
  const details = detailsOf(failure, chain);
  const nextRetryDelay = readDuration(field(failure, 'nextRetryDelay'));
  return {
    ...(typeof type === 'string' && { type: cutText(type, LONGEST_TYPE) }),
    nonRetryable: field(failure, 'nonRetryable') === true,
    ...(details && { details }),
    ...(nextRetryDelay !== undefined && { nextRetryDelay }),
    ...(field(failure, 'category') === 'BENIGN' && { category: 'BENIGN' }),
  };
}

/** The details of a failure; text in place of those that cannot be sent. */
function detailsOf(failure: ApplicationFailure | CancelledFailure, { toPayload }: Chain): unknown[] | undefined {
  const details = field(failure, 'details');
  if (details === undefined || details === null) return undefined;
  try {
    let left = LARGEST_DETAILS;
    return (Array.isArray(details) ? details : [details]).slice(0, MOST_DETAILS).map((detail: unknown) => {
      try {
        const size = toPayload(detail).data?.length ?? 0;
        // JSON has no text for a function, and no reader could use it.
        if (size === 0 && detail !== undefined && detail !== null && !(detail instanceof Uint8Array))
          throw new TypeError('no data');
        left -= size;
        return left >= 0 ? detail : 'left out, because the details of this failure are too large';
      } catch {
        return `left out, because it cannot be sent: ${cutText(textOf(detail), LONGEST_TYPE)}`;
      }
    });
  } catch {
    return undefined;
  }
}

const MOST_DETAILS = 100;
