import { tfn as coreTfn } from '@tfn/core';
import type { Tfn as CoreTfn } from '@tfn/core';
import { createClient } from './create-client.ts';

/** Core's vocabulary, and `tfn.client`. */
export interface Tfn extends CoreTfn {
  readonly client: typeof createClient;
}

/** Defines functions, workflows and triggers, and makes clients. */
export const tfn: Tfn = Object.freeze({ ...coreTfn, client: createClient });
