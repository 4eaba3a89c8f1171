/** The two-step order, through Temporal's SDK and through ours, each with its own client and worker process. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { tfn } from '@tfn/client';
import type * as functions from '../tfn/functions.ts';
import { startWorkerProcess } from './worker-process.ts';

export type TwoStepWorkflow = 'twoSteps' | 'twoLocalSteps';

/** One way to have orders processed. */
export interface OrderSystem {
  readonly name: 'tfn' | 'raw SDK';
  /** Starts one and waits for its result. */
  process(workflow: TwoStepWorkflow): Promise<unknown>;
  /** Milliseconds of CPU that its worker has used. */
  workerCpuTime(): Promise<number>;
  stop(): Promise<void>;
}

export async function startTfn(address: string): Promise<OrderSystem> {
  const taskQueue = `tfn-${randomUUID()}`;
  const worker = await startWorkerProcess({ program: 'tfn/worker', address, taskQueue });
  const client = tfn.client<typeof functions>({ temporal: { address }, taskQueue });
  return {
    name: 'tfn',
    process: (workflow) => client.invoke(workflow, createOrder()),
    workerCpuTime: worker.cpuTime,
    async stop() {
      await client.close();
      await worker.stop();
    },
  };
}

export async function startRaw(address: string): Promise<OrderSystem> {
  const taskQueue = `raw-${randomUUID()}`;
  const worker = await startWorkerProcess({ program: 'raw/worker', address, taskQueue });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    name: 'raw SDK',
    process: (workflow) =>
      client.workflow.execute(workflow, {
        taskQueue,
        workflowId: `${workflow}-${randomUUID()}`,
        args: [createOrder()],
      }),
    workerCpuTime: worker.cpuTime,
    async stop() {
      await connection.close();
      await worker.stop();
    },
  };
}

// --- internal ---

function createOrder(): functions.Order {
  return {
    id: randomUUID(),
    items: [
      { sku: 'grinder', quantity: 1 },
      { sku: 'espresso', quantity: 2 },
    ],
    total: 0,
  };
}
