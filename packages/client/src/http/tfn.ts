import { createClient } from './create-client.ts';

/** The word that this entry adds. Core's vocabulary is not among it, so that who only calls need not carry it. */
export interface Tfn {
  readonly client: typeof createClient;
}

/** Makes a client; what it calls is defined with the `tfn` of `@tfn/core`. */
export const tfn: Tfn = Object.freeze({ client: createClient });
