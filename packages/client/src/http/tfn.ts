import { createClient } from './create-client.ts';

/** The `tfn` of this entry. It omits core's definitions, which a caller does not need in its bundle. */
export interface Tfn {
  readonly client: typeof createClient;
}

/** Makes clients; define what they call with the `tfn` of `@tfn/core`. */
export const tfn: Tfn = Object.freeze({ client: createClient });
