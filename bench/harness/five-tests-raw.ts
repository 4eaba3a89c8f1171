/** Five tests as in Temporal's documentation: an environment, a worker and a bundle in each. Prints the milliseconds since the start of Node. */
import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime, Worker, DefaultLogger } from '@temporalio/worker';
import type { Client } from '@temporalio/client';

const [engine, executable] = process.argv.slice(2) as [string, string];
const sleepFor = engine === 'server' ? 10 : 86_400_000;

async function test(
  run: (client: Client, options: { taskQueue: string; workflowId: string }) => Promise<unknown>,
): Promise<void> {
  const server = { executable: { type: 'existing-path', path: executable } } as const;
  const env = await (engine === 'server'
    ? TestWorkflowEnvironment.createLocal({ server })
    : TestWorkflowEnvironment.createTimeSkipping({ server }));
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'test',
    workflowsPath: require.resolve('../raw/test-workflows'),
    activities: { greet: async (name: string) => `hello ${name}` },
  });
  await worker.runUntil(() => run(env.client, { taskQueue: 'test', workflowId: randomUUID() }));
  await env.teardown();
}

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  await test((client, options) => client.workflow.execute('one', options));
  await test((client, options) => client.workflow.execute('two', options));
  await test((client, options) => client.workflow.execute('sleeps', { ...options, args: [sleepFor] }));
  await test(async (client, options) => {
    const handle = await client.workflow.start('waits', options);
    await handle.signal('done');
    await handle.result();
  });
  await test((client, options) => client.workflow.execute('parent', options));
  console.log(JSON.stringify({ milliseconds: performance.now() - performance.nodeTiming.bootstrapComplete }));
}

void main();
