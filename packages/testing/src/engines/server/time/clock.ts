import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../../engine.ts';

/** The time of an environment. */
export interface Clock extends Pick<Engine, 'during' | 'sleep' | 'now'> {
  /** Keeps time from being skipped while the work runs. */
  hold<TResult>(work: () => Promise<TResult>): Promise<TResult>;
}

/** The clock of a server that cannot skip time. */
export const realTime: Clock = {
  during: (work) => work(),
  hold: (work) => work(),
  sleep: (milliseconds) => wait(milliseconds),
  now: async () => new Date(),
};
