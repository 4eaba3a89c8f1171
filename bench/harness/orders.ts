/** Processes orders through Temporal's SDK and through ours, each with its own client and worker process. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { tfn } from '@tfn/client';
import type * as functions from '../tfn/functions.ts';
import { startWorkerProcess } from './worker-process.ts';
import type { WorkerProcess } from './worker-process.ts';

/** The workflows of both sides. */
export type OrderWorkflow =
  | 'twoSteps'
  | 'tenSteps'
  | 'tenParallel'
  | 'sleepSignal'
  | 'twoLocalSteps'
  | 'tenLocalSteps'
  | 'tenLocalParallel';

/** One way to process orders. */
export interface OrderSystem {
  readonly name: 'tfn' | 'raw SDK';
  /** Starts a workflow, sends `sleepSignal` its signal, and waits for the result. */
  process(workflow: OrderWorkflow): Promise<unknown>;
  /** Milliseconds of CPU time that its worker has used. */
  workerCpuTime(): Promise<number>;
  stop(): Promise<void>;
}

/** The settings of both sides: their defaults, or tuned as an expert would, with clients over native connections. */
export type Setup = 'defaults' | 'tuned';

export async function startTfn(address: string, setup: Setup = 'defaults'): Promise<OrderSystem> {
  const taskQueue = `tfn-${randomUUID()}`;
  const worker = await startWorker('tfn/worker', { address, taskQueue, setup });
  const native = setup === 'tuned' ? await connectNatively(address) : undefined;
  const client = tfn.client<typeof functions>({
    temporal: native === undefined ? { address } : { connection: native },
    taskQueue,
  });
  return {
    name: 'tfn',
    async process(workflow) {
      if (workflow !== 'sleepSignal') return client.invoke(workflow, createOrder());
      const handle = await client.start(workflow, createOrder());
      await handle.signal('go');
      return handle.result();
    },
    workerCpuTime: worker.cpuTime,
    async stop() {
      await client.close();
      await native?.close();
      await worker.stop();
    },
  };
}

export async function startRaw(address: string, setup: Setup = 'defaults'): Promise<OrderSystem> {
  const taskQueue = `raw-${randomUUID()}`;
  const worker = await startWorker('raw/worker', { address, taskQueue, setup });
  const connection = setup === 'tuned' ? await connectNatively(address) : await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    name: 'raw SDK',
    async process(workflow) {
      const options = { taskQueue, workflowId: `${workflow}-${randomUUID()}`, args: [createOrder()] };
      if (workflow !== 'sleepSignal') return client.workflow.execute(workflow, options);
      const handle = await client.workflow.start(workflow, options);
      await handle.signal('go');
      return handle.result();
    },
    workerCpuTime: worker.cpuTime,
    async stop() {
      await connection.close();
      await worker.stop();
    },
  };
}

/** An order of two items. */
export function createOrder(): functions.Order {
  return {
    id: randomUUID(),
    items: [
      { sku: 'grinder', quantity: 1 },
      { sku: 'espresso', quantity: 2 },
    ],
    total: 0,
  };
}

// --- internal ---

function startWorker(
  program: string,
  { setup, ...target }: { address: string; taskQueue: string; setup: Setup },
): Promise<WorkerProcess> {
  return startWorkerProcess({
    program,
    ...target,
    ...(setup === 'tuned' && { env: { BENCH_WORKER_OPTIONS: 'tuned' } }),
  });
}

async function connectNatively(address: string): Promise<NativeConnection> {
  const worker = await import('@temporalio/worker');
  return worker.NativeConnection.connect({ address });
}
