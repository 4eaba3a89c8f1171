import type { Client } from '@tfn/core';

/** The part of a client that routes need: any that implements core's interface, over any transport. */
export type RouteClient = Pick<Client, 'start' | 'getHandle' | 'signal' | 'query' | 'update'>;
