// packages/worker/src/index.ts
import { tfn } from 'temporal-functions/worker';

// Import function implementations
import { validateOrder, chargePayment, sendConfirmation, processOrder } from '@myproject/functions';

async function main() {
  const worker = tfn.worker({
    temporal: {
      address: process.env.TEMPORAL_ADDRESS || 'localhost:7233',
      namespace: 'production',
    },
    taskQueue: 'orders',
    // Optional: worker-specific config
    maxConcurrentActivities: 100,
    maxConcurrentWorkflows: 50,
  });

  // Register functions
  worker.register(validateOrder);
  worker.register(chargePayment);
  worker.register(sendConfirmation);
  worker.register(processOrder);

  // Or register entire modules
  // worker.registerModule(require('@myproject/functions'));

  console.log('Worker starting on task queue: orders');
  await worker.start();
}

main().catch(console.error);
