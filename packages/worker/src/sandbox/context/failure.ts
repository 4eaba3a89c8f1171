import { isTfnError } from '@tfn/core';
import { ContinueAsNew, DeterminismViolationError } from '@temporalio/workflow';
import { isA, toApplicationFailure } from '../../shared/application-failure.ts';
import { plainConverter } from '../limits/payload-limit.ts';

/**
 * Converts what a workflow's code threw into a failure that ends the workflow: Temporal would retry the workflow task forever for anything but
 * its own failures. The request to continue as new, and a violation of determinism (which only a fix of the code can end), pass unchanged.
 */
export function toFailure(thrown: unknown): unknown {
  if (isA(thrown, ContinueAsNew) || isA(thrown, DeterminismViolationError)) return thrown;
  return toApplicationFailure(thrown, {
    nonRetryable: isTfnError(thrown),
    toPayload: (value) => plainConverter().toPayload(value),
  });
}

/** Wraps a handler so that an error ends the workflow, instead of failing its task forever. */
export function failing<TArgs extends unknown[], TResult>(
  handler: (...args: TArgs) => TResult | Promise<TResult>,
): (...args: TArgs) => Promise<TResult> {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
}

/** The same for a handler that does not wait. */
export function failingAtOnce<TArgs extends unknown[], TResult>(
  handler: (...args: TArgs) => TResult,
): (...args: TArgs) => TResult {
  return (...args) => {
    try {
      return handler(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
