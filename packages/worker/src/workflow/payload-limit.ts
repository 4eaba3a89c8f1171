/**
 * Keeps a workflow from sending what Temporal would not take. The server ends a workflow that sends a value over its limit, and
 * never gets to see a task over gRPC's limit, which Temporal then retries for ever. Here either is an error of the call that
 * sends it.
 * I1: inputs cost no second conversion: their sizes are those of what the SDK converts.
 * I2: off where a converter, codec or storage of the user's decides what is sent (see `setValueLimit`).
 */
import type { TfnError } from '@tfn/core';
import { findUnserializable } from '@tfn/core/internal';
import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter, ValueError, workflowInfo } from '@temporalio/workflow';
import type { PayloadConverter } from '@temporalio/workflow';
import { runError } from './errors.ts';
import { activator } from './sdk-internals.ts';
import { valueLimit } from './value-limit.ts';

/** Watches what the running workflow sends, from now on. */
export function limitPayloads(): void {
  const running = activator();
  if (running.payloadConverter === defaultPayloadConverter) running.payloadConverter = new MeteredConverter();
}

/** Stops watching: for failures, which Temporal cuts to size. */
export function releasePayloads(): void {
  const running = activator();
  if (running.payloadConverter instanceof MeteredConverter) running.payloadConverter = defaultPayloadConverter;
}

/**
 * Checks a value that the SDK converts only after all code of ours has ended, where a throw would fail the task for ever.
 * @throws {TfnError} TFN_RESULT_UNSERIALIZABLE, TFN_PAYLOAD_TOO_LARGE
 */
export function assertSendable(what: string, value: unknown): void {
  const { payloadConverter } = activator();
  if (value !== undefined && payloadConverter instanceof MeteredConverter) payloadConverter.check(what, value);
}

/** Calls what converts values that stay in this process. */
export function unlimited<TResult>(call: () => TResult): TResult {
  const { payloadConverter } = activator();
  releasePayloads();
  try {
    return call();
  } finally {
    activator().payloadConverter = payloadConverter;
  }
}

/** Names the value that was too large, where the code knows what it is. */
export function nameValue({ details }: TfnError, what: string): TfnError {
  const { size, limit } = details as { size: number; limit: number };
  return runError('TFN_PAYLOAD_TOO_LARGE', { what: details['what'] === A_VALUE ? what : ALL, size, limit });
}

// --- internal ---

const A_VALUE = 'A value that the workflow sends';
const ALL = 'All that the workflow sends at once';

/** gRPC's limit for one message, which holds all that a workflow sends in one task. */
const TASK_LIMIT = 4 * 1024 * 1024;

/** What a command takes beside its values, about. */
const COMMAND_SIZE = 512;

/** Temporal's default converter, which counts. */
class MeteredConverter implements PayloadConverter {
  private readonly limit = valueLimit();
  /** The task that is being counted, and what it sends so far. */
  private task = 0;
  private sent = 0;

  toPayload(value: unknown): Payload {
    const payload = convert(value);
    this.sent = this.weigh(A_VALUE, payload);
    return payload;
  }

  fromPayload<TValue>(payload: Payload): TValue {
    return defaultPayloadConverter.fromPayload(payload);
  }

  check(what: string, value: unknown): void {
    let payload: Payload;
    try {
      payload = convert(value);
    } catch (error) {
      const found = findUnserializable(value);
      if (found === undefined) throw error;
      throw runError('TFN_RESULT_UNSERIALIZABLE', { what, path: found.path, problem: found.what });
    }
    this.weigh(`The result of ${what}`, payload);
  }

  /** What the task would have sent with this payload. */
  private weigh(what: string, payload: Payload): number {
    if (this.limit === Infinity) return 0;
    const size = payload.data?.length ?? 0;
    if (size > this.limit) throw runError('TFN_PAYLOAD_TOO_LARGE', { what, size, limit: this.limit });
    const { historyLength } = workflowInfo();
    if (this.task !== historyLength) {
      this.task = historyLength;
      this.sent = 0;
    }
    const total = this.sent + size + COMMAND_SIZE;
    if (total > TASK_LIMIT) throw runError('TFN_PAYLOAD_TOO_LARGE', { what: ALL, size: total, limit: TASK_LIMIT });
    return total;
  }
}

/** Temporal makes of a function, or a symbol, a value that nobody can read. */
function convert(value: unknown): Payload {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new ValueError(`A ${typeof value} cannot be sent`);
  return defaultPayloadConverter.toPayload(value);
}
