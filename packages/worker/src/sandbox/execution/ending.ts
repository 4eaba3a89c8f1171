import type { Handlers } from './handlers.ts';
import type { Outcome } from './outcome.ts';

/** What calls of a workflow's context need of the end of its run. */
export interface Ending {
  readonly outcome: Outcome;
  readonly handlers: Handlers;
  /** Fixes the input of the next run. */
  fixInput(): void;
  /** Ends the run by what its code threw: an error, or the request to continue as new. */
  stop(error: unknown): void;
}
