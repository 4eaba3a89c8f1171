import type { Saga } from '@tfn/core';
import { ApplicationFailure, CancellationScope } from '@temporalio/workflow';
import { toFailure } from './failure.ts';

/** A list of compensations; see core's `Saga`. */
export function createSaga(): Saga {
  const compensations: (() => Promise<unknown>)[] = [];
  return {
    add(compensation) {
      compensations.push(compensation);
    },
    compensate: () => CancellationScope.nonCancellable(() => runNewestFirst(compensations.splice(0).reverse())),
  };
}

// --- internal ---

async function runNewestFirst(compensations: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const compensate of compensations) {
    try {
      await compensate();
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  if (failures.length === 0) return;
  const messages = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  throw ApplicationFailure.create({
    message: `${failures.length} of ${compensations.length} compensations failed: ${messages.join('; ')}`,
    type: 'SagaCompensationFailed',
    ...(failures[0] instanceof Error && { cause: failures[0] }),
  });
}
