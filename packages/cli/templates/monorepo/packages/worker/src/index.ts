import { join } from 'node:path';
import * as functions from '@{{name}}/functions';
import { readWorkflowBundle, tfn } from '@tfn/worker';

async function main(): Promise<void> {
  const worker = tfn.worker({
    taskQueue: 'orders',
    bundle: readWorkflowBundle(join(__dirname, 'workflows.js')),
    telemetry: { address: process.env.TFN_TELEMETRY_ADDRESS },
  });
  worker.registerModule(functions);
  await worker.start();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
