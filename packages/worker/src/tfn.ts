import { tfn as coreTfn } from '@tfn/core';
import type { Tfn as CoreTfn } from '@tfn/core';
import { createWorker } from './lifecycle/worker.ts';

/** Core's vocabulary, and `tfn.worker`. */
export interface Tfn extends CoreTfn {
  readonly worker: typeof createWorker;
}

/** The words with which functions, workflows and triggers are defined, and a worker is made. */
export const tfn: Tfn = Object.freeze({ ...coreTfn, worker: createWorker });
