import type { Context } from '@temporalio/activity';
import type { Client } from '@tfn/core';
import { workerError } from '../errors.ts';

/**
 * The client of a function, over the connection of its worker: one for all functions of a worker, made when the first of them asks for it.
 * @throws {TfnError} TFN_CLIENT_MISSING
 */
export function clientOf({ client: temporal, info }: Pick<Context, 'client' | 'info'>): Client {
  const known = clients.get(temporal);
  if (known !== undefined) return known;
  const client = load().createClient({ temporal: { client: temporal }, taskQueue: info.taskQueue });
  // It is everyone's, and its connection the worker's.
  const shared = Object.create(client, { close: { value: async () => undefined } }) as Client;
  clients.set(temporal, shared);
  return shared;
}

// --- internal ---

const clients = new WeakMap<object, Client>();

type ClientPackage = { createClient(options: object): Client };

/** An optional peer: workers whose functions do not use `ctx.client` need no client. */
function load(): ClientPackage {
  try {
    return require('@tfn/client') as ClientPackage;
  } catch (error) {
    if (!String(error).includes("'@tfn/client'")) throw error;
    throw workerError('TFN_CLIENT_MISSING', undefined, error);
  }
}
