import { runError } from '../../shared/errors.ts';

/**
 * Calls the function that a workflow gave for its outcome.
 * @throws {TfnError} TFN_OUTCOME_ASYNC
 */
export function makeOutcome(workflow: string, make: () => unknown): unknown {
  const outcome = make();
  if (!isThenable(outcome)) return outcome;
  Promise.resolve(outcome).catch(() => undefined);
  throw runError('TFN_OUTCOME_ASYNC', { workflow });
}

// --- internal ---

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
