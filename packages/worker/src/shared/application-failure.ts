import { ApplicationFailure } from '@temporalio/common';
import { isTfnError } from '@tfn/core';
import { retryAdviceOf } from '@tfn/core/internal';

/** An error as Temporal keeps it whole: message, type, stack and cause, and what it says of the next try. */
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
