import type { Handlers } from '../messages/handlers.ts';
import type { Outcome } from './outcome.ts';

/** What calls of a workflow's context need of the end of its run. */
export interface Ending {
  readonly outcome: Outcome;
  readonly handlers: Handlers;
  /** Fixes the input of the next run. */
  fixInput(): void;
  /**
   * To be called when code begins to wait for time or messages: takes `fixInput` back if the code has caught the request to continue as new
   * and continues. Functions do not count, since a `finally` runs some.
   */
  goOn(): void;
  /** Ends the run by what its code threw: an error, or the request to continue as new. */
  stop(error: unknown): void;
}
