import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { SignalInbox } from '../context/signal-inbox.ts';
import { countConditions, hasNothingPending } from '../sdk/updates.ts';

/** The handlers of signals and updates that run, whoever set them. */
export interface Handlers {
  haveEnded(): boolean;
  /** Resolves when none runs. */
  ended(): Promise<void>;
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
  return {
    haveEnded,
    async ended() {
      if (haveEnded()) return;
      const ended = condition(checkEnded);
      waits += 1;
      try {
        await ended;
      } catch (error) {
        waits -= 1;
        throw error;
      }
    },
    mayAwaitMessage: () => !haveEnded() && (hasNothingPending() || countConditions() > waits + inbox.countWaits()),
  };
}
