import { tfn as coreTfn } from '@tfn/core';
import type { Tfn as CoreTfn } from '@tfn/core';
import { createClient } from './create-client.ts';

/** Core's vocabulary, and `tfn.client`. */
export interface Tfn extends CoreTfn {
  readonly client: typeof createClient;
}

/** The words with which functions, workflows and triggers are defined, and a client is made. */
export const tfn: Tfn = Object.freeze({ ...coreTfn, client: createClient });
