/**
 * Keeps a workflow from sending more than Temporal accepts. The server ends a workflow that sends a value over its limit, and never receives a
 * task over gRPC's limit, which Temporal then retries forever. Here either is an error of the call that sends the value.
 * I1: inputs cost no second conversion: their sizes are those of what the SDK converts.
 * I2: off where a converter, codec or storage of the user's decides what is sent (see `SandboxSettings`).
 */
import { refusalError, sizeOfFields, sizeOfPayloads } from '@tfn/core/internal';
import type { SentValue } from '@tfn/core/internal';
import type { Payload } from '@temporalio/common';
import { log, workflowInfo } from '@temporalio/workflow';
import type { PayloadConverter } from '@temporalio/workflow';
import { runError } from '../../shared/errors.ts';
import { isOurs, payloadConverter as ownConverter, valuesConverter } from '../values-converter.ts';
import { activator } from '../sdk/activator.ts';
import { DEFAULT_VALUE_LIMIT, readSettings } from '../../shared/sandbox-settings.ts';

/** Measures what the running workflow sends, from now on. */
export function limitPayloads(): void {
  const running = activator();
  if (isOurs(running.payloadConverter)) running.payloadConverter = new MeteredConverter();
}

/** Stops measuring: for failures, which Temporal truncates. */
export function releasePayloads(): void {
  const running = activator();
  if (running.payloadConverter instanceof MeteredConverter) running.payloadConverter = ownConverter;
}

/** The converter of the running workflow, without the measuring. */
export function plainConverter(): PayloadConverter {
  const { payloadConverter } = activator();
  return payloadConverter instanceof MeteredConverter ? valuesConverter : payloadConverter;
}

/**
 * Checks a value that the SDK converts only after our code has ended, where a throw would fail the task again and again. `margin` is what
 * Temporal adds to it, in bytes.
 * @throws {TfnError} TFN_RESULT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function assertSendable(what: string, value: unknown, margin: number = 0): void {
  const { payloadConverter } = activator();
  if (value !== undefined && payloadConverter instanceof MeteredConverter) payloadConverter.check(what, value, margin);
}

/**
 * Checks a memo as it will be: Temporal ends a workflow whose memo becomes too large.
 * @throws {TfnError} TFN_INPUT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function assertMemo(what: string, memo: Readonly<Record<string, unknown>>): void {
  const { payloadConverter } = activator();
  if (payloadConverter instanceof MeteredConverter) payloadConverter.checkMemo(what, memo);
}

/** What Temporal adds to the result of an update, in bytes: the ids of the update, of at most 1,000 bytes each, and who sent it. */
export const UPDATE_MARGIN = 4096;

/**
 * Checks the answer to a query. Each goes to Temporal by itself, so it does not count among what the task sends.
 * @throws {TfnError} TFN_RESULT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function assertAnswerable(what: string, value: unknown): void {
  const { payloadConverter } = activator();
  if (value !== undefined && payloadConverter instanceof MeteredConverter) payloadConverter.checkAnswer(what, value);
}

/**
 * Names the input that the next call converts, so that an error can name it; undefined once it is converted. The call is not made in here: Temporal's worker records
 * the stack of every promise, and each of its lines costs time.
 */
export function nameInput(input: SentInput | undefined): void {
  const { payloadConverter } = activator();
  if (payloadConverter instanceof MeteredConverter) payloadConverter.input = input;
}

/** Calls what sends the input of a child, a signal or the next run, so that an error can name it. */
export function sending<TResult>(what: string, send: () => TResult): TResult {
  nameInput({ what, isLimited: true });
  try {
    return send();
  } finally {
    nameInput(undefined);
  }
}

/**
 * Checks the arguments of a run that gets the signals which this one has not taken. Where a converter or a codec decides what is sent, a size
 * that Temporal may refuse is logged: Temporal would terminate the run.
 * @throws {TfnError} TFN_SIGNALS_TOO_LARGE
 */
export function assertCarriable(args: readonly Payload[], signals: string): void {
  const { payloadConverter } = activator();
  const limit = payloadConverter instanceof MeteredConverter ? valueLimit() : Infinity;
  const size = sizeOf(args);
  if (size > limit) throw runError('TFN_SIGNALS_TOO_LARGE', { signals, size, limit });
  if (size > DEFAULT_VALUE_LIMIT && limit === Infinity)
    log.warn(
      `The workflow continues as new with signals that it has not taken: ${signals}. With the input they are ${size} bytes large before a codec encodes them. ` +
        'If that is more than Temporal accepts, it terminates the run, and the signals are lost.',
    );
}

/** How many bytes more the arguments of the next run may have, with a margin for what a codec adds. */
export function roomBeside(args: readonly Payload[]): number {
  const { payloadConverter } = activator();
  const limit = payloadConverter instanceof MeteredConverter ? valueLimit() : DEFAULT_VALUE_LIMIT;
  return Math.min(limit, DEFAULT_VALUE_LIMIT) * 0.9 - sizeOf(args);
}

/** The approximate size of payloads, in bytes. */
export function sizeOf(payloads: readonly Payload[]): number {
  return payloads.reduce((sum, { data }) => sum + (data?.length ?? 0) + PAYLOAD_SIZE, 0);
}

/** An input that is being sent. */
export interface SentInput {
  /** Whose input it is. */
  readonly what: string;
  /** Off for inputs that stay in this process. */
  readonly isLimited: boolean;
}

// --- internal ---

/** gRPC's limit for one message, which holds all that a workflow sends in one task. */
const TASK_LIMIT = 4 * 1024 * 1024;

/** Approximate size of a command without its values, in bytes. */
const COMMAND_SIZE = 512;

/** Approximate size of a payload without its data, in bytes. */
const PAYLOAD_SIZE = 32;

/** How many bytes one value may have in this workflow. */
function valueLimit(): number {
  const { valueLimit: limit = DEFAULT_VALUE_LIMIT } = readSettings();
  return limit ?? Infinity;
}

/** Our converter, which measures what it converts. */
class MeteredConverter implements PayloadConverter {
  private readonly limit = valueLimit();
  /** The task that is being counted, and what it sends so far. */
  private task = 0;
  private sent = 0;
  /** Checked answers that the SDK has yet to convert. */
  private readonly answers: unknown[] = [];
  input: SentInput | undefined;

  toPayload(value: unknown): Payload {
    const { input, answers } = this;
    if (answers.length > 0 && answers.includes(value))
      return valuesConverter.toPayload(answers.splice(answers.indexOf(value), 1)[0]);
    if (input === undefined)
      return this.count(
        'A value that the workflow sends',
        convertNamed({ kind: 'input', part: 'value', what: 'the workflow', value }),
      );
    const payload = convertNamed({ kind: 'input', what: input.what, value });
    return input.isLimited ? this.count(`The input of ${input.what}`, payload) : payload;
  }

  fromPayload<TValue>(payload: Payload): TValue {
    return valuesConverter.fromPayload(payload);
  }

  check(what: string, value: unknown, margin: number): void {
    this.weigh(`The result of ${what}`, convertNamed({ kind: 'result', what, value }), margin);
  }

  checkMemo(what: string, memo: Readonly<Record<string, unknown>>): void {
    const { limit } = this;
    const fields: Record<string, Payload> = {};
    for (const [key, value] of Object.entries(memo))
      if (value !== null && value !== undefined)
        fields[key] = convertNamed({ kind: 'input', part: `memo.${key}`, what, value });
    const size = sizeOfFields(fields);
    if (size > limit) throw runError('TFN_VALUE_TOO_LARGE', { what: `The memo of ${what}`, size, limit });
  }

  checkAnswer(what: string, value: unknown): void {
    this.measure(`The result of ${what}`, convertNamed({ kind: 'result', what, value }));
    this.answers.push(value);
  }

  private count(what: string, payload: Payload): Payload {
    this.sent = this.weigh(what, payload);
    return payload;
  }

  /** The size of a payload; only near the limit to the byte, as a message around it. */
  private measure(what: string, payload: Payload, margin = 0): number {
    const length = payload.data?.length ?? 0;
    const limit = this.limit - margin;
    if (length + COMMAND_SIZE < limit) return length;
    const size = sizeOfPayloads([payload]);
    if (size > limit) throw runError('TFN_VALUE_TOO_LARGE', { what, size, limit });
    return size;
  }

  /** What the task would have sent with this payload. */
  private weigh(what: string, payload: Payload, margin = 0): number {
    if (this.limit === Infinity) return 0;
    const size = this.measure(what, payload, margin);
    const { historyLength } = workflowInfo();
    if (this.task !== historyLength) {
      this.task = historyLength;
      this.sent = 0;
    }
    const total = this.sent + size + COMMAND_SIZE;
    if (total > TASK_LIMIT)
      throw runError('TFN_VALUE_TOO_LARGE', {
        what: 'All that the workflow sends at once',
        size: total,
        limit: TASK_LIMIT,
      });
    return total;
  }
}

/** Converts, or throws an error that names what cannot be converted. */
function convertNamed(sent: SentValue): Payload {
  try {
    return valuesConverter.toPayload(sent.value);
  } catch (error) {
    throw refusalError(sent, error);
  }
}
