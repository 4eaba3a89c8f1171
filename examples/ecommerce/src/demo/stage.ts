import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { startDevServer } from '@tfn/testing/server';
import { openGateway } from '../shop/payment-gateway.ts';
import type { Gateway } from '../shop/payment-gateway.ts';
import { startWorkerProcess } from '../worker-process.ts';
import type { WorkerProcess } from '../worker-process.ts';
import type { Teller } from './teller.ts';

/** All that the demo plays on. */
export interface Stage {
  readonly teller: Teller;
  readonly client: TfnClient;
  readonly gateway: Gateway;
  /** Where the mails are that were sent. */
  readonly shopDirectory: string;
  /** The worker's own log, which stays. */
  readonly logFile: string;
  /** The worker that runs now. */
  readonly worker: WorkerProcess;
  /** Starts another worker, which takes the place of the one that runs, or ran. */
  startWorker(): Promise<WorkerProcess>;
}

/** Ends what was opened, newest first; safe to call at any moment, also twice. */
export type CleanUp = (close: () => Promise<void> | void) => void;

/** Starts Temporal and a worker, and connects. What it opens is told to `cleanUp` at once. */
export async function openStage(teller: Teller, cleanUp: CleanUp): Promise<Stage> {
  const logFile = createLogFile();
  const shopDirectory = mkdtempSync(join(tmpdir(), 'tfn-demo-'));
  cleanUp(() => rmSync(shopDirectory, { recursive: true, force: true }));

  const server = await startDevServer({ onProgress: (line) => teller.more(line) });
  cleanUp(() => server.stop());
  teller.line('temporal', `a real server listens on ${server.address} (pid ${server.pid})`);

  const client = tfn.client({ temporal: { address: server.address }, taskQueue: TASK_QUEUE });
  cleanUp(() => client.close());

  let worker: WorkerProcess | undefined;
  const startWorker = async (): Promise<WorkerProcess> => {
    worker = startWorkerProcess({ address: server.address, taskQueue: TASK_QUEUE, shopDirectory, logFile });
    teller.line('worker', `starts (pid ${worker.pid})`);
    await worker.ready();
    teller.line('worker', `polls task queue '${TASK_QUEUE}'`);
    return worker;
  };
  cleanUp(() => worker?.stop());
  await startWorker();
  teller.more(`its log: ${relative('.', logFile)}`);

  return {
    teller,
    client,
    gateway: openGateway(shopDirectory),
    shopDirectory,
    logFile,
    startWorker,
    get worker() {
      return worker as WorkerProcess;
    },
  };
}

// --- internal ---

const TASK_QUEUE = 'orders';

function createLogFile(): string {
  const directory = resolve(__dirname, '../../.demo');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'worker.log');
  rmSync(file, { force: true });
  return file;
}
