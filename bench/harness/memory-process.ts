/** Runs 1,000 waiting workflows, and prints as JSON how many kilobytes each adds to the process and to live objects. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { bundleWorkflows } from '@tfn/worker';
import { collectGarbage, toEach } from './collect-garbage.ts';
import type { MemoryLeft } from './collect-garbage.ts';

const WARM_UP = 50;
const WORKFLOWS = 1000;

async function main(kind: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = process.env['TEMPORAL_ADDRESS'] as string;
  const taskQueue = `memory-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address });
  let arrived = 0;
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { code: await codeOf(kind) },
    activities: { arrive: async () => void (arrived += 1) },
    maxCachedWorkflows: 2 * WORKFLOWS,
    workflowThreadPoolSize: 1,
  });
  const running = worker.run();
  const client = new Client({ connection: await Connection.connect({ address }) });
  const start = async (count: number): Promise<MemoryLeft> => {
    const goal = arrived + count;
    for (let first = 0; first < count; first += 50) {
      await Promise.all(
        Array.from({ length: 50 }, () => client.workflow.start('waits', { taskQueue, workflowId: randomUUID() })),
      );
    }
    while (arrived < goal) await setTimeout(50);
    await setTimeout(1000);
    return collectGarbage();
  };
  const before = await start(WARM_UP);
  const after = await start(WORKFLOWS);
  console.log(JSON.stringify(toEach(before, after, WORKFLOWS)));
  worker.shutdown();
  await running;
  process.exit();
}

async function codeOf(kind: string): Promise<string> {
  const file = require.resolve(
    kind === 'tfn' ? '../tfn/waits' : kind === 'raw' ? '../raw/waits' : '../raw/waits-with-zod',
  );
  if (kind === 'tfn') return (await bundleWorkflows({ workflows: [{ name: 'waits', file }], cwd: __dirname })).code;
  return (await bundleWorkflowCode({ workflowsPath: file, logger: new DefaultLogger('ERROR') })).code;
}

void main(process.argv[2] ?? 'tfn');
