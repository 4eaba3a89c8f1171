/** Bundles the workflows when this package is built, so that the worker need not bundle them when it starts. */
import { join } from 'node:path';
import * as functions from '@{{name}}/functions';
import { isWorkflowDef } from '@tfn/core';
import { buildWorkflowBundle } from '@tfn/worker';

buildWorkflowBundle({
  workflows: Object.values<unknown>(functions).filter(isWorkflowDef),
  outFile: join(__dirname, 'workflows.js'),
}).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
