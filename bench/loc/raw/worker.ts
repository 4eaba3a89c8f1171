import { NativeConnection, Worker } from '@temporalio/worker';
import * as activities from './activities.ts';

async function run(): Promise<void> {
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
  try {
    const worker = await Worker.create({
      connection,
      taskQueue: process.env['TASK_QUEUE'] ?? 'orders',
      workflowsPath: require.resolve('./workflows.ts'),
      activities,
    });
    await worker.run();
  } finally {
    await connection.close();
  }
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
