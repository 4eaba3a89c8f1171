import { isTfnError } from '@tfn/core';
import type { AnyFunctionDef } from '@tfn/core';
import { findUnserializable } from '@tfn/core/internal';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { workerError } from './errors.ts';
import { createFunctionContext } from './function-context.ts';
import { runError } from './workflow/errors.ts';

/** A function as Temporal runs it. */
export type Activity = (...args: unknown[]) => Promise<unknown>;

/** How many tries a function that no worker knows gets: enough for a deploy to roll over. */
const UNKNOWN_ATTEMPTS = 5;

/** Makes the activity of a function. `checkResult` is off where a payload converter of the user's decides what can be sent. */
export function toActivity(def: AnyFunctionDef, { checkResult }: { checkResult: boolean }): Activity {
  return async (input) => {
    try {
      const result = await def.handler(input, createFunctionContext(Context.current()));
      const output = await parseOutput(def, result);
      if (checkResult && output !== undefined) assertSerializable(def.name, output);
      return output;
    } catch (error) {
      throw isTfnError(error) ? toFailure(error) : error;
    }
  };
}

/** Fails the activities whose name this worker does not know, for good when that does not change within a few tries. */
export function createUnknownActivity(known: readonly string[]): Activity {
  return async () => {
    const { activityType: name, attempt, taskQueue } = Context.current().info;
    const error = workerError('TFN_FUNCTION_UNKNOWN', { name, taskQueue, known });
    throw ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: attempt >= UNKNOWN_ATTEMPTS,
    });
  };
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
