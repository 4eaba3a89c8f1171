import { isTfnError } from '@tfn/core';
import type { AnyFunctionDef, FunctionContext, ValuesMode } from '@tfn/core';
import {
  errorType,
  parseBy,
  parseInput,
  readThrown,
  sizeOfPayloads,
  toValuePayload,
  unserializableError,
} from '@tfn/core/internal';
import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { workerError } from '../errors.ts';
import { isA, toApplicationFailure } from '../shared/application-failure.ts';
import { runError } from '../shared/errors.ts';
import { endInTime } from './local-deadline.ts';
import { payloadConverter as jsonValues } from '../shared/json-values.ts';
import { payloadConverter as richValues } from '../shared/rich-values.ts';

/** How many attempts a function gets that no worker has registered: enough for a rolling deploy. */
const UNKNOWN_ATTEMPTS = 5;

/** One attempt of a function. */
export interface HandlerCall extends ResultLimits {
  readonly def: AnyFunctionDef;
  readonly input: unknown;
  readonly ctx: FunctionContext;
  /** Off where the user's payload converter decides what can be sent. */
  readonly checkResult: boolean;
  /** The user's payload converter, which converts the details of failures. @default ours */
  readonly payloadConverter?: PayloadConverter | undefined;
}

/** What a function may send. */
export interface ResultLimits {
  /** Largest result or heartbeat, in bytes. @default no limit */
  readonly valueLimit?: number | undefined;
  /** What is written of values. @default 'rich' */
  readonly values?: ValuesMode | undefined;
}

/** How what a function sends is checked before. */
export type ResultCheck = Pick<HandlerCall, 'checkResult' | 'valueLimit' | 'values' | 'payloadConverter'>;

/** Calls a function's handler with its input, parsed, and returns its result, parsed and checked. Errors become failures that keep their type, stack and retry advice. */
export async function callHandler({
  def,
  input,
  ctx,
  checkResult,
  valueLimit = Infinity,
  values,
  payloadConverter = values === 'json' ? jsonValues : richValues,
}: HandlerCall): Promise<unknown> {
  try {
    const parsed = def.options.input === undefined ? input : await parseInput(def, input);
    const output = await parseOutput(def, await def.handler(parsed, ctx));
    if (checkResult && output !== undefined) assertSendable(def.name, output, { valueLimit, values });
    return output;
  } catch (error) {
    throw endInTime(toFailure(error, { payloadConverter, isAborted: ctx.signal.aborted }));
  }
}

/**
 * The failure of a function that no worker has registered: final at once for a local one, which only its workflow's worker runs, for others
 * after a few attempts.
 */
export function toUnknownFailure({ local = false, attempt, ...details }: UnknownFunction): ApplicationFailure {
  const error = local ? runError('TFN_LOCAL_FUNCTION_UNKNOWN', details) : workerError('TFN_FUNCTION_UNKNOWN', details);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: local || attempt >= UNKNOWN_ATTEMPTS,
  });
}

/** A call of a function that no worker has registered. */
export interface UnknownFunction {
  readonly name: string;
  readonly taskQueue: string;
  readonly known: readonly string[];
  readonly attempt: number;
  /** @default false */
  readonly local?: boolean;
}

// --- internal ---

/** Another attempt cannot fix these. */
const FINAL_CODES: readonly string[] = [
  'TFN_CLIENT_MISSING',
  'TFN_FUNCTION_UNIMPLEMENTED',
  'TFN_INPUT_INVALID',
  'TFN_OUTPUT_INVALID',
  'TFN_RESULT_UNSERIALIZABLE',
  'TFN_VALUE_TOO_LARGE',
];

function toFailure(
  thrown: unknown,
  { payloadConverter, isAborted }: { payloadConverter: PayloadConverter; isAborted: boolean },
): unknown {
  if (isA(thrown, CompleteAsyncError)) return thrown;
  const type = errorType(thrown);
  // Temporal recognises the end of a cancelled function by this error.
  if (isAborted && type === 'AbortError') return toAbortError(thrown);
  return toApplicationFailure(thrown, {
    nonRetryable: isTfnError(thrown) && FINAL_CODES.includes(type),
    toPayload: (value) => payloadConverter.toPayload(value),
  });
}

function toAbortError(thrown: unknown): Error {
  const { message, stack } = readThrown(thrown);
  return Object.assign(new Error(message), { name: 'AbortError', stack });
}

async function parseOutput(def: AnyFunctionDef, result: unknown): Promise<unknown> {
  const schema = def.options.output;
  if (schema === undefined) return result;
  const { value, issues } = await parseBy(schema, result);
  if (issues === undefined) return value;
  throw workerError('TFN_OUTPUT_INVALID', { what: `function '${def.name}'`, issues });
}

function assertSendable(name: string, result: unknown, { valueLimit: limit = Infinity, values }: ResultLimits): void {
  const what = `the function '${name}'`;
  const found = unserializableError({ kind: 'result', what, value: result }, { mode: values });
  if (found !== undefined) throw found;
  if (limit === Infinity) return;
  const size = sizeOfPayloads([toValuePayload(result, values)]);
  if (size > limit) throw runError('TFN_VALUE_TOO_LARGE', { what: `The result of ${what}`, size, limit });
}
