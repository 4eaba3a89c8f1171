import { isTfnError } from '@tfn/core';
import type { AnyFunctionDef, FunctionContext } from '@tfn/core';
import { findUnserializable } from '@tfn/core/internal';
import { ApplicationFailure } from '@temporalio/common';
import { workerError } from './errors.ts';
import { runError } from './workflow/errors.ts';

/** How many tries a function that no worker knows gets: enough for a deploy to roll over. */
const UNKNOWN_ATTEMPTS = 5;

/** One try of a function. */
export interface HandlerCall {
  readonly def: AnyFunctionDef;
  readonly input: unknown;
  readonly ctx: FunctionContext;
  /** Off where a payload converter of the user's decides what can be sent. */
  readonly checkResult: boolean;
}

/** Calls a function's handler and gives what can be sent of its result; what it throws is in a form that Temporal keeps whole. */
export async function callHandler({ def, input, ctx, checkResult }: HandlerCall): Promise<unknown> {
  try {
    const output = await parseOutput(def, await def.handler(input, ctx));
    if (checkResult && output !== undefined) assertSerializable(def.name, output);
    return output;
  } catch (error) {
    throw isTfnError(error) ? toFailure(error) : error;
  }
}

/** Why a function whose name no worker knows fails, for good when that does not change within a few tries. */
export function toUnknownFailure(details: {
  name: string;
  taskQueue: string;
  known: readonly string[];
  attempt: number;
}): ApplicationFailure {
  const { message, code: type } = workerError('TFN_FUNCTION_UNKNOWN', details);
  return ApplicationFailure.create({ message, type, nonRetryable: details.attempt >= UNKNOWN_ATTEMPTS });
}

// --- internal ---

/** These cannot be mended by another try. */
const FINAL_CODES: readonly string[] = ['TFN_OUTPUT_INVALID', 'TFN_RESULT_UNSERIALIZABLE'];

function toFailure(error: Error & { code: string }): ApplicationFailure {
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: FINAL_CODES.includes(error.code),
    cause: error,
  });
}

async function parseOutput(def: AnyFunctionDef, result: unknown): Promise<unknown> {
  const schema = def.options.output;
  if (schema === undefined) return result;
  const parsed = await schema['~standard'].validate(result);
  if (parsed.issues === undefined) return parsed.value;
  throw workerError('TFN_OUTPUT_INVALID', { name: def.name, problems: parsed.issues.map((issue) => issue.message) });
}

function assertSerializable(name: string, result: unknown): void {
  const found = findUnserializable(result);
  if (found !== undefined)
    throw runError('TFN_RESULT_UNSERIALIZABLE', {
      what: `the function '${name}'`,
      path: found.path,
      problem: found.what,
    });
}
