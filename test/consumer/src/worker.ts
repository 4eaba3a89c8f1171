import { buildWorkflowBundle, tfn } from '@tfn/worker';
import * as functions from './functions';

export const worker = tfn.worker({ taskQueue: 'orders', maxConcurrentActivities: 10, maxCachedWorkflows: 100 });

export async function main() {
  worker.register(functions.processOrder).registerModule(functions).registerModule('./functions');
  // @ts-expect-error -- Temporal's own options keep their types
  tfn.worker({ maxCachedWorkflows: 'many' });
  await worker.start();
}

export const build = async () => buildWorkflowBundle({ workflows: [functions.processOrder], outFile: 'workflows.js' });
