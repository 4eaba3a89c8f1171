/** `npm run bundle`: bundles the workflows beforehand, so that a worker starts faster. */
import { join } from 'node:path';
import * as functions from '@shop/functions';
import { isWorkflowDef } from '@tfn/core';
import { buildWorkflowBundle } from '@tfn/worker';

async function main(): Promise<void> {
  const workflows = Object.values<unknown>(functions).filter(isWorkflowDef);
  await buildWorkflowBundle({ workflows, outFile: join(__dirname, 'workflows.js') });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
