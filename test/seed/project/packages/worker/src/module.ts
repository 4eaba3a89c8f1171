import { tfn } from 'temporal-functions/worker';

async function main() {
  const worker = tfn.worker({
    temporal: {
      address: process.env.TEMPORAL_ADDRESS || 'localhost:7233',
      namespace: 'production',
    },
    taskQueue: 'orders',
  });

  // Or register entire modules
  worker.registerModule(require('@myproject/functions'));

  console.log('Worker starting on task queue: orders');
  await worker.start();
}

main().catch(console.error);
