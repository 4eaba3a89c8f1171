import * as functions from '@{{name}}/functions';
import { tfn } from '@tfn/worker';

async function main(): Promise<void> {
  const worker = tfn.worker({ taskQueue: 'orders' });
  worker.registerModule(functions);
  await worker.start();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
