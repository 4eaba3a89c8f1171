import { tfn as coreTfn } from '@tfn/core';
import type { Tfn as CoreTfn } from '@tfn/core';
import { createTestEnv } from './env/test-env.ts';

/** Core's vocabulary, and `tfn.testEnv`. */
export interface Tfn extends CoreTfn {
  readonly testEnv: typeof createTestEnv;
}

/** Defines functions, workflows and triggers, and makes test environments. */
export const tfn: Tfn = Object.freeze({ ...coreTfn, testEnv: createTestEnv });
