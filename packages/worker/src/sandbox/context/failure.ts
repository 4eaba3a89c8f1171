import { isTfnError } from '@tfn/core';
import { ApplicationFailure, ContinueAsNew, DeterminismViolationError, TemporalFailure } from '@temporalio/workflow';
import { toApplicationFailure } from '../../shared/application-failure.ts';
import { boundError } from '../../shared/bound-error.ts';

/**
 * What a workflow's code threw, in the form that ends the workflow. Temporal retries the task of a workflow that throws anything
 * but its own failures, for ever; ours fails instead, as any program would that throws. Temporal's own failures, the request to
 * continue as new, and a violation of determinism (which only a fix of the code can end) pass as they are.
 */
export function toFailure(thrown: unknown): unknown {
  const error = boundError(thrown);
  if (error instanceof TemporalFailure || error instanceof ContinueAsNew || error instanceof DeterminismViolationError)
    return error;
  if (!(error instanceof Error)) return ApplicationFailure.create({ message: String(error), type: 'Error' });
  return toApplicationFailure(error, { nonRetryable: isTfnError(error) });
}

/** Wraps a handler so that what it throws ends the workflow, or the update, rather than failing its task for ever. */
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
