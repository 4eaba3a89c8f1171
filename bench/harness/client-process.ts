/** Imports a client, makes its first calls, and prints the times and memory as JSON. */
import { randomUUID } from 'node:crypto';
import type * as grpcClient from '@tfn/client';
import type * as httpClient from '@tfn/client/http';
import type * as temporalClient from '@temporalio/client';

export type ClientKind = 'tfn' | 'http' | 'raw';

/** Milliseconds, and megabytes of memory beyond that of an empty process. */
export interface ClientFigures {
  readonly import: number;
  readonly firstCall: number;
  readonly secondCall: number;
  readonly memoryAfterImport: number;
  readonly memoryAfterCalls: number;
}

async function main(kind: ClientKind): Promise<void> {
  const empty = memory();
  const begin = performance.now();
  const open = OPENERS[kind]();
  const imported = performance.now();
  const memoryAfterImport = memory() - empty;
  const [start, close] = open();
  await start();
  const called = performance.now();
  await start();
  const figures: ClientFigures = {
    import: imported - begin,
    firstCall: called - imported,
    secondCall: performance.now() - called,
    memoryAfterImport,
    memoryAfterCalls: memory() - empty,
  };
  await close();
  console.log(JSON.stringify(figures));
}

const taskQueue = process.env['TASK_QUEUE'] as string;
const address = process.env['TEMPORAL_ADDRESS'] as string;

type Opened = readonly [start: () => Promise<unknown>, close: () => Promise<void>];

/** Each function imports a client, and returns a function that creates one. */
const OPENERS: Record<ClientKind, () => () => Opened> = {
  tfn() {
    const { tfn } = require('@tfn/client') as typeof grpcClient;
    return () => {
      const client = tfn.client({ temporal: { address }, taskQueue });
      return [() => client.start('accept', {}), () => client.close()];
    };
  },
  http() {
    const { tfn } = require('@tfn/client/http') as typeof httpClient;
    return () => {
      const client = tfn.client({
        temporal: { address: `http://${process.env['TEMPORAL_HTTP_ADDRESS']}` },
        taskQueue,
      });
      return [() => client.start('accept', {}), () => client.close()];
    };
  },
  raw() {
    const { Client, Connection } = require('@temporalio/client') as typeof temporalClient;
    return () => {
      const connection = Connection.lazy({ address });
      const client = new Client({ connection });
      const start = () => client.workflow.start('accept', { taskQueue, workflowId: randomUUID(), args: [{}] });
      return [start, () => connection.close()];
    };
  },
};

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

void main(process.argv[2] as ClientKind);
