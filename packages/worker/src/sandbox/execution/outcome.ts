/**
 * The outcome of a run: its result, or the input of the run that continues it. A plain value fixes it; a function does not, because it is
 * called when all handlers have ended.
 * I1: an update whose handler ends after the outcome is fixed is answered with an error: what it changed may be missing in the outcome. A
 *     handler whose promise settled before counts as ended.
 * I2: an update that arrives after the outcome is fixed is rejected before it changes anything. While a handler waits for a condition it is
 *     accepted, since it may be what that handler, and so the end of the run, waits for. Its caller gets an error too.
 */
import type { ApplicationFailure, WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import { toFailure } from '../context/failure.ts';
import { runError } from '../../shared/errors.ts';
import type { LateUpdate } from '../../shared/errors.ts';
import { interceptUpdates, validateAllUpdates } from '../sdk/activator.ts';

export interface Outcome {
  /** From now on, nothing that happens changes the outcome. */
  fix(): void;
  /** Takes it back. */
  reopen(): void;
  /** Calls of `assertOpen` watch over this update. */
  watch(update: string): void;
  /** @throws Temporal's ApplicationFailure of type TFN_UPDATE_TOO_LATE */
  assertOpen(update: string): void;
}

/** `mustAccept`: whether a handler may wait for an update. */
export function createOutcome(mustAccept: () => boolean): Outcome {
  const watched = new Set<string>();
  let isFixed = false;
  const assertOpen = (update: string): void => {
    if (isFixed) throw tooLate(update, 'completed');
  };
  const interceptor: WorkflowInboundCallsInterceptor = {
    validateUpdate(input, next) {
      if (isFixed && !mustAccept()) throw tooLate(input.name, 'arrived');
      next(input);
    },
    // Handlers that Temporal's own `setHandler` set.
    async handleUpdate(input, next) {
      const result = await next(input);
      if (!watched.has(input.name)) assertOpen(input.name);
      return result;
    },
  };
  interceptUpdates(interceptor);
  return {
    fix() {
      if (isFixed) return;
      isFixed = true;
      validateAllUpdates();
    },
    reopen() {
      isFixed = false;
    },
    watch: (update) => void watched.add(update),
    assertOpen,
  };
}

/** Why an update has no result. */
export function tooLate(update: string, when: LateUpdate): ApplicationFailure {
  return toFailure(runError('TFN_UPDATE_TOO_LATE', { update, when })) as ApplicationFailure;
}
