import { randomUUID } from 'node:crypto';
import { NativeConnection, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import * as activities from '../fixtures/activities.ts';
import { address } from './transports.ts';

/** A worker of Temporal's own SDK. */
export interface RawWorker {
  readonly taskQueue: string;
  readonly connection: NativeConnection;
  stop(): Promise<void>;
}

/** Runs the hand-written workflows on their own task queue. */
export async function startRawWorker(options: Partial<WorkerOptions> = {}): Promise<RawWorker> {
  Runtime.install({
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }), forward: {} } },
  });
  const connection = await NativeConnection.connect({ address });
  const taskQueue = `client-${randomUUID()}`;
  const workflowsPath = require.resolve('../fixtures/workflows.ts');
  const worker = await Worker.create({ ...options, connection, taskQueue, workflowsPath, activities });
  const running = worker.run();
  return {
    taskQueue,
    connection,
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
