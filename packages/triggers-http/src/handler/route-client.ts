import type { Client } from '@tfn/core';

/** What the routes need of a client: any that fulfils core's interface, over whichever transport. */
export type HttpClient = Pick<Client, 'start' | 'getHandle' | 'signal' | 'query' | 'update'>;
