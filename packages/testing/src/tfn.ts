import { tfn as coreTfn } from '@tfn/core';
import type { Tfn as CoreTfn } from '@tfn/core';
import { createTestEnv } from './env/test-env.ts';

/** Core's vocabulary, and `tfn.testEnv`. */
export interface Tfn extends CoreTfn {
  readonly testEnv: typeof createTestEnv;
}

/** The words with which functions, workflows and triggers are defined, and a test environment is made. */
export const tfn: Tfn = Object.freeze({ ...coreTfn, testEnv: createTestEnv });
