/**
 * From the spawn of a worker to the end of its first workflow, which was started before: `tfn start` on the output of `tfn build`,
 * against an SDK worker that bundles its workflows, and against one with a prebuilt bundle.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import Module from 'node:module';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startDevServer } from '@tfn/testing/server';
import { compareFigures } from './harness/compare.ts';
import type { Comparison, Figure } from './harness/compare.ts';
import { buildColdProject } from './harness/cold-project.ts';
import type { ColdProject } from './harness/cold-project.ts';
import type { StartUp } from './harness/cold-start-probe.ts';
import { createOrder } from './harness/orders.ts';
import { print, save } from './harness/report.ts';
import { isWanted, rounds } from './harness/settings.ts';

const PARTS = ['in all', 'Node', 'import', 'connect', 'bundle', 'create', 'first workflow'];

type Kind = 'tfn start' | 'raw, workflowsPath' | 'raw, prebuilt';

async function main(): Promise<void> {
  const project = await buildColdProject();
  const server = await startDevServer();
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  const results: Comparison[] = [];
  const toSide = (kind: Kind, env: NodeJS.ProcessEnv = {}) => ({
    name: kind === 'tfn start' ? kind : 'raw SDK',
    measure: () => measure(kind, { project, client, address: server.address, env }),
  });
  const run = async (label: string, sides: Parameters<typeof compareFigures>[0]['sides']): Promise<void> => {
    if (!isWanted(label)) return;
    const figures = PARTS.map((part): Figure => ({ what: `${label}, ${part}`, unit: 'ms' }));
    const found = (await compareFigures({ figures, sides, rounds: rounds(7) })).filter(
      ({ sides: [first, second] }) => (first?.median ?? 0) + (second?.median ?? 0) > 0.5,
    );
    found.forEach(print);
    results.push(...found);
  };
  try {
    await run('against a worker that bundles', [toSide('tfn start'), toSide('raw, workflowsPath')]);
    await run('against a prebuilt bundle', [toSide('tfn start'), toSide('raw, prebuilt')]);
    if (HAS_COMPILE_CACHE) {
      const env = { NODE_COMPILE_CACHE: join(project.folder, 'compile-cache') };
      await run('against a prebuilt bundle, both with a compile cache', [
        toSide('tfn start', env),
        toSide('raw, prebuilt', env),
      ]);
    }
    save('cold-start', results, HAS_COMPILE_CACHE ? [] : [NO_COMPILE_CACHE]);
  } finally {
    await connection.close();
    await server.stop();
    project.remove();
  }
}

const HAS_COMPILE_CACHE = 'enableCompileCache' in Module;
const NO_COMPILE_CACHE = `Node ${process.version.slice(1)} has no compile cache; Node 22.1 and newer have one.`;

interface Target {
  readonly project: ColdProject;
  readonly client: Client;
  readonly address: string;
  readonly env: NodeJS.ProcessEnv;
}

async function measure(kind: Kind, { project, client, address, env: more }: Target): Promise<number[]> {
  const taskQueue = `cold-${randomUUID()}`;
  const workflowId = randomUUID();
  const waiting = await client.workflow.start('twoSteps', { taskQueue, workflowId, args: [createOrder()] });
  const env = {
    ...process.env,
    ...more,
    TEMPORAL_ADDRESS: address,
    TASK_QUEUE: taskQueue,
    TFN_TASK_QUEUE: taskQueue,
    ...(kind === 'raw, prebuilt' && { BENCH_BUNDLE: project.rawBundle }),
  };
  const program =
    kind === 'tfn start'
      ? ([project.cli, ['start', '--mode', 'worker']] as const)
      : ([join(__dirname, 'raw/worker.js'), []] as const);
  const spawned = performance.now();
  const child = fork(program[0], program[1], {
    cwd: project.folder,
    env,
    execArgv: ['--require', join(__dirname, 'harness/cold-start-probe.js')],
    stdio: 'ignore',
  });
  const exited = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`The worker ${kind} ended with ${code}`))),
  );
  const reported = new Promise<StartUp>((resolve) => child.once('message', (message) => resolve(message as StartUp)));
  await Promise.race([waiting.result(), exited]);
  const total = performance.now() - spawned;
  const parts = await reported;
  const gone = exited.catch(() => undefined);
  child.kill('SIGTERM');
  await gone;
  return [total, parts.node, parts.import, parts.connect, parts.bundle, parts.create, total - parts.created];
}

void main();
