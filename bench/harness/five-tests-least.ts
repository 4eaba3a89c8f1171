/**
 * The minimum that the SDK allows for the five tests: no environment, no isolation, one connection, and one worker with a prebuilt
 * bundle; the server starts while modules load. With only a path, creates that bundle. Prints the milliseconds since the start of
 * Node.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { startDevServer } from '@tfn/testing/server';

async function bundle(path: string): Promise<void> {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: require.resolve('../raw/test-workflows') });
  writeFileSync(path, code);
}

async function run(codePath: string, executable: string): Promise<void> {
  const starting = startDevServer({ path: executable });
  // Let the server spawn first, because loading modules blocks.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { DefaultLogger, NativeConnection, Runtime, Worker } = await import('@temporalio/worker');
  const { Client } = await import('@temporalio/client');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await starting;
  const connection = await NativeConnection.connect({ address: server.address });
  const { workflow } = new Client({ connection });
  const worker = await Worker.create({
    connection,
    taskQueue: 'test',
    workflowBundle: { codePath },
    activities: { greet: async (name: string) => `hello ${name}` },
  });
  await worker.runUntil(async () => {
    const options = () => ({ taskQueue: 'test', workflowId: randomUUID() });
    await workflow.execute('one', options());
    await workflow.execute('two', options());
    await workflow.execute('sleeps', { ...options(), args: [10] });
    const handle = await workflow.start('waits', options());
    await handle.signal('done');
    await handle.result();
    await workflow.execute('parent', options());
    const milliseconds = performance.now() - performance.nodeTiming.bootstrapComplete;
    console.log(JSON.stringify({ milliseconds }));
  });
  await connection.close();
  await server.stop();
}

const [codePath, executable] = process.argv.slice(2) as [string, string?];
void (executable === undefined ? bundle(codePath) : run(codePath, executable));
