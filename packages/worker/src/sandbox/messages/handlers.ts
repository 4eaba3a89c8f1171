import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { SignalInbox } from '../context/signal-inbox.ts';
import { runError } from '../../shared/errors.ts';
import { isInHandler } from './handler-scope.ts';
import { countConditions, hasNothingPending } from '../sdk/activator.ts';

/** The handlers of signals and updates that run, whoever set them. */
export interface Handlers {
  haveEnded(): boolean;
  /** `ctx.handlersFinished`: resolves when none runs. @throws {TfnError} TFN_HANDLER_AWAITS_ITSELF */
  finished(): Promise<void>;
  /** Resolves when none runs, at the end of the run, where a cancellation that its code has caught before does not count. */
  endedAtLast(): Promise<void>;
  /**
   * Whether one runs that may wait for what the handler of another message does: for a condition; or, when nothing is pending, for a promise
   * of its own.
   */
  mayAwaitMessage(): boolean;
}

export function createHandlers(inbox: SignalInbox): Handlers {
  /** How many of the conditions that the run waits for are those of `ended`. */
  let waits = 0;
  const haveEnded = (): boolean => inbox.isIdle() && allHandlersFinished();
  const checkEnded = (): boolean => {
    const isOver = haveEnded();
    if (isOver) waits -= 1;
    return isOver;
  };
  const ended = async (): Promise<void> => {
    if (haveEnded()) return;
    const wait = condition(checkEnded);
    waits += 1;
    try {
      await wait;
    } catch (error) {
      waits -= 1;
      throw error;
    }
  };
  return {
    haveEnded,
    async finished() {
      if (isInHandler()) throw runError('TFN_HANDLER_AWAITS_ITSELF', undefined);
      await ended();
    },
    endedAtLast: () =>
      CancellationScope.current().consideredCancelled ? CancellationScope.nonCancellable(ended) : ended(),
    mayAwaitMessage: () => !haveEnded() && (hasNothingPending() || countConditions() > waits + inbox.countWaits()),
  };
}
