import type { NativeConnection } from '@temporalio/worker';
import { registry } from '@tfn/core';
import type { WorkflowBundle } from '../bundle/index.ts';
import type { Definitions } from './definitions.ts';

/** Temporal's TaskQueueType of activities. */
const ACTIVITY_QUEUE = 2;

/** What to look for, and where. */
export interface MissingFunctionsQuery {
  readonly bundle: WorkflowBundle;
  readonly definitions: Definitions;
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/**
 * The warnings to log at start about functions that the bundle's workflows may run and no worker would answer: those of this worker's queue
 * that are not registered, and those of another queue that no worker polls.
 */
export async function findMissingFunctions(question: MissingFunctionsQuery): Promise<string[]> {
  const missing = question.bundle.functionNames.filter((name) => !question.definitions.functions.has(name));
  const warnings = await Promise.all(
    missing.map(async (name) => {
      const queue = registry.functions.get(name)?.options.taskQueue;
      if (queue === undefined)
        return `The files of the registered workflows contain the function '${name}', but it is not registered: a workflow that runs it will fail. Register it: worker.register(${name}).`;
      if (await isPolled(queue, question)) return [];
      return `The function '${name}' belongs to the task queue '${queue}', which no worker polls: a workflow that runs it waits. Start a worker with taskQueue '${queue}'.`;
    }),
  );
  return warnings.flat();
}

// --- internal ---

async function isPolled(name: string, { connection, namespace }: MissingFunctionsQuery): Promise<boolean> {
  const request = { namespace, taskQueue: { name }, taskQueueType: ACTIVITY_QUEUE };
  const { pollers } = await connection.workflowService.describeTaskQueue(request);
  return pollers.length > 0;
}
