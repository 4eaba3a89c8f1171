import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import type { DeploymentStatus } from '../src/deploy/worker-deployment.ts';
import { configOf } from './support/greetings.ts';
import { eventually, freePort, makeProject } from './support/project.ts';
import type { Outcome, Project, Running } from './support/project.ts';

jest.setTimeout(400_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;

const orders = (
  version: string,
  { first = 'price', activity = 'n + 1' } = {},
): string => `import { tfn } from '@tfn/core';

export const price = tfn.fn('price', async (n: number) => ${activity});
export const discount = tfn.fn('discount', async (n: number) => n - 1);

export const order = tfn.workflow('order', async (ctx, n: number) => {
  const total = await ctx.run(${first}, n);
  await ctx.waitForSignal('pay');
  return { total, version: '${version}' };
});
`;
const patched = orders('two').replace('ctx.run(price, n)', "ctx.run(ctx.patched('discount') ? discount : price, n)");

let connection: Connection;
let client: Client;
const projects: Project[] = [];
beforeAll(async () => {
  connection = await Connection.connect({ address });
  client = new Client({ connection });
});
afterAll(async () => {
  await Promise.all(projects.map((project) => project.remove()));
  await connection.close();
});

interface TestProject {
  readonly project: Project;
  readonly taskQueue: string;
  run(...args: string[]): Promise<Outcome>;
  startWorker(...args: string[]): Promise<Running>;
  /** Starts an order, and waits until its first function has completed. */
  order(): Promise<WorkflowHandle>;
}

async function makeShop(settings: string, extra: Record<string, string> = {}): Promise<TestProject> {
  const env = { TEMPORAL_ADDRESS: address, ...extra };
  const taskQueue = `deploy-${randomUUID()}`;
  const config = configOf(taskQueue, await freePort()).replace('taskQueue:', `${settings} taskQueue:`);
  const project = makeProject({ 'tfn.config.ts': config, 'functions/orders.ts': orders('one') });
  projects.push(project);
  return {
    project,
    taskQueue,
    run: (...args) => project.run(args, { env }),
    async startWorker(...args) {
      const worker = project.start(['start:worker', ...args], { env });
      await worker.until(/Worker polls/);
      return worker;
    },
    async order() {
      const workflowId = `order-${randomUUID()}`;
      const handle = await client.workflow.start('order', { taskQueue, workflowId, args: [1] });
      await eventually(async () => {
        const { events } = await handle.fetchHistory();
        return events?.find((event) => event.activityTaskCompletedEventAttributes);
      });
      return handle;
    },
  };
}

test('tfn check rejects a change that breaks executions, and names the step and the line', async () => {
  // Its results are encrypted, so a replay must decode them.
  const keys = { TFN_ENCRYPTION_KEYS: `first:${randomBytes(32).toString('base64')}` };
  const { project, run, startWorker, order } = await makeShop('', keys);
  // Open handles of the project do not keep a command from ending.
  project.write(
    'functions/held.ts',
    "import { tfn } from '@tfn/core';\nexport const held = tfn.fn('held', async () => 1);\nsetInterval(() => held, 1000);\n",
  );
  expect(await run('build', '--no-check')).toMatchObject({ code: 0 });
  const worker = await startWorker();
  const { workflowId } = await order();
  expect(await worker.stop('SIGTERM')).toBe(0);
  project.edit('functions/held.ts', 'setInterval(() => held, 1000);', '');
  // Another project also has a workflow with that name.
  const theirs = await client.workflow.start('order', { taskQueue: `other-${randomUUID()}`, workflowId: randomUUID() });
  await eventually(async () => {
    const query = `WorkflowId = '${theirs.workflowId}'`;
    return (await client.workflow.count(query)).count === 1 || undefined;
  });
  // Temporal lists an execution a little after it starts.
  const same = await eventually(async () => {
    const outcome = await run('check');
    return outcome.stdout.includes('All 0 ') ? undefined : outcome;
  });
  expect(same).toEqual({
    code: 0,
    stdout: 'All 1 executions can continue with the current workflows.\n',
    stderr: '',
  });

  project.write('functions/orders.ts', orders('two', { first: 'discount' }));
  const broken = await run('check');
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('1 of 1 executions could not continue');
  expect(broken.stdout).toContain(
    "order breaks at step 1: the history has the function 'price' (event 5), but the code asks for the function 'discount'.",
  );
  expect(broken.stdout).toMatch(/functions\/orders\.ts:7:\d+\n/);
  expect(broken.stdout).toMatch(/> 7 \| .*ctx\.run\(discount, n\)/);
  const json = await run('check', '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    checked: 1,
    broken: [{ workflowId, workflowType: 'order', status: 'running', step: 1, event: 5, place: { line: 7 } }],
  });

  project.write('functions/orders.ts', patched);
  expect(await run('check')).toMatchObject({ code: 0 });

  project.write('functions/orders.ts', patched.replace("tfn.workflow('order'", "tfn.workflow('renamed'"));
  const { code, stdout } = await run('check');
  expect(stdout).toContain('order breaks: the project no longer has a workflow of this name.');
  expect(code).toBe(1);
  await theirs.terminate();
});

test('pinned executions complete on the version that they started on, and new ones start where tfn deploy routes them', async () => {
  const name = `shop-${randomUUID().slice(0, 8)}`;
  const { project, run, startWorker, order } = await makeShop(`deployment: { name: '${name}', versioning: 'pinned' },`);
  const build = async (outDir: string, content: string): Promise<string> => {
    project.write('functions/orders.ts', content);
    const { code, stdout } = await run('build', '--no-check', '--json', '--out-dir', outDir);
    expect(code).toBe(0);
    return (JSON.parse(stdout) as { buildId: string }).buildId.slice(0, 16);
  };
  const resultOf = (handle: WorkflowHandle): Promise<unknown> => handle.signal('pay').then(() => handle.result());

  expect((await run('deploy')).stderr).toContain('TFN_CLI_DEPLOYMENT_UNKNOWN');
  const one = await build('one', orders('one'));
  await startWorker('--out-dir', 'one');
  expect(await run('deploy', 'promote', '--out-dir', 'one')).toMatchObject({ code: 0 });
  const nothing = await run('deploy', 'rollback');
  expect(nothing).toMatchObject({ code: 1, stdout: '' });
  expect(nothing.stderr).toContain(
    `There is no build to roll back to: no build of the deployment '${name}' was current before '${one}'. Nothing changed.`,
  );
  expect(nothing.stderr).toContain('TFN_CLI_ROLLBACK_IMPOSSIBLE');
  const old = await order();

  const two = await build('two', orders('two', { first: 'discount' }));
  expect(two).not.toBe(one);
  expect(await build('three', orders('two', { first: 'discount', activity: 'n * 2' }))).toBe(two);
  await startWorker('--out-dir', 'two');
  const stillOld = await order();
  expect((await run('deploy', 'promote', 'x')).stderr).toContain('TFN_CLI_BUILD_UNKNOWN');
  expect((await run('deploy', 'ramp', '10', one)).stderr).toContain('TFN_CLI_DEPLOY_REFUSED');
  expect(await run('deploy', 'ramp', '10', '--out-dir', 'two')).toMatchObject({ code: 0 });
  expect((await run('deploy', 'status')).stdout).toMatch(new RegExp(`${two} +ramping 10 %`));
  expect(await run('deploy', 'promote', two.slice(0, 8))).toMatchObject({ code: 0 });
  const fresh = await order();

  const status = await eventually(async () => {
    const { versions } = JSON.parse((await run('deploy', '--json')).stdout) as DeploymentStatus;
    return versions.reduce((sum, { running }) => sum + running, 0) === 3 ? versions : undefined;
  });
  expect(status).toMatchObject([
    { buildId: two, state: 'current', running: 1 },
    { buildId: one, state: 'retired', running: 2 },
  ]);
  const drained = await run('deploy', 'drain', '--timeout', '10ms');
  expect(drained).toMatchObject({ code: 1, stdout: `2 executions still run on ${one}.\n` });
  expect(await resultOf(old)).toEqual({ total: 2, version: 'one' });
  expect(await resultOf(stillOld)).toEqual({ total: 2, version: 'one' });
  expect(await resultOf(fresh)).toEqual({ total: 0, version: 'two' });
  expect(await run('deploy', 'drain')).toMatchObject({ code: 0 });

  expect((await run('deploy', 'rollback')).stdout).toBe(
    `New executions go to build ${one} again, and no longer to ${two}. Keep the workers of ${two} until 'tfn deploy drain' reports that no execution runs on it.\n`,
  );
});

test('after SIGTERM tfn start is not ready, completes its function, and ends with code 0', async () => {
  const probes = `127.0.0.1:${await freePort()}`;
  const { project, run, startWorker, taskQueue } = await makeShop('', { PROBES: probes });
  // Ends when the process is no longer ready.
  project.write(
    'functions/holding.ts',
    `import { writeFileSync } from 'node:fs';
import { tfn } from '@tfn/core';
const probe = async (path: string) => (await fetch(\`http://\${process.env.PROBES}\${path}\`)).status;
export const held = tfn.fn('held', async () => {
  const before = await probe('/readyz');
  writeFileSync('begun', '');
  for (;;) {
    const ready = await probe('/readyz');
    if (ready !== before) return { before, ready, healthy: await probe('/healthz') };
    await new Promise((done) => setTimeout(done, 20));
  }
});
export const holding = tfn.workflow('holding', (ctx) => ctx.run(held));
`,
  );
  expect(await run('build', '--no-check')).toMatchObject({ code: 0 });
  const worker = await startWorker('--telemetry-address', probes);
  await eventually(async () => (await fetch(`http://${probes}/readyz`).catch(() => undefined))?.ok || undefined);
  const handle = await client.workflow.start('holding', { taskQueue, workflowId: `holding-${randomUUID()}`, args: [] });
  await eventually(async () => (existsSync(join(project.root, 'begun')) ? true : undefined));
  expect(await worker.stop('SIGTERM')).toBe(0);
  const { events } = await handle.fetchHistory();
  const result = events?.find(
    (event) => event.activityTaskCompletedEventAttributes,
  )?.activityTaskCompletedEventAttributes;
  const answer = Buffer.from(result?.result?.payloads?.[0]?.data ?? []).toString();
  expect(JSON.parse(answer)).toEqual({ before: 200, ready: 503, healthy: 200 });
  await handle.terminate();
});
