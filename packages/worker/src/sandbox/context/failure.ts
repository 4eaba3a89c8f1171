import { isTfnError } from '@tfn/core';
import { ApplicationFailure, ContinueAsNew, DeterminismViolationError, TemporalFailure } from '@temporalio/workflow';
import { toApplicationFailure } from '../../shared/application-failure.ts';
import { boundError } from '../../shared/bound-error.ts';

/**
 * Converts what a workflow's code threw into a failure that ends the workflow: Temporal would retry the workflow task forever for anything but
 * its own failures. Those, the request to continue as new, and a violation of determinism (which only a fix of the code can end) pass
 * unchanged.
 */
export function toFailure(thrown: unknown): unknown {
  const error = boundError(thrown);
  if (error instanceof TemporalFailure || error instanceof ContinueAsNew || error instanceof DeterminismViolationError)
    return error;
  if (!(error instanceof Error)) return ApplicationFailure.create({ message: String(error), type: 'Error' });
  return toApplicationFailure(error, { nonRetryable: isTfnError(error) });
}

/** Wraps a handler so that an error ends the workflow, or the update, instead of failing its task forever. */
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
