import { ApplicationFailure } from '@temporalio/common';
import { isTfnError } from '@tfn/core';
import { retryAdviceOf } from '@tfn/core/internal';

/** Converts an error into a failure that keeps its message, type, stack and cause, and its advice on the next attempt. */
export function toApplicationFailure(
  error: Error,
  { nonRetryable = false }: { nonRetryable?: boolean } = {},
): ApplicationFailure {
  const failure = ApplicationFailure.create({
    message: error.message,
    type: isTfnError(error) ? error.code : error.name,
    nonRetryable,
    ...retryAdviceOf(error),
    ...(error.cause instanceof Error && { cause: error.cause }),
  });
  if (error.stack !== undefined) failure.stack = error.stack;
  return failure;
}
