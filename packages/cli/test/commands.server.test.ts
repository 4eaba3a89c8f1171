import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { configOf, declared, greetings } from './support/greetings.ts';
import { eventually, freePort, makeProject } from './support/project.ts';
import type { Outcome, Project } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const env = { TEMPORAL_ADDRESS: address };
const taskQueue = `commands-${randomUUID()}`;
const scheduled = `import { tfn } from '@tfn/core';
import { z } from 'zod';
export const nightly = tfn.workflow('nightly', async () => 'slept');
export const strict = tfn.workflow('strict', async (_ctx, order) => order.id, { input: z.object({ id: z.number() }) });
tfn.cron('0 3 * * *', nightly, { id: '${taskQueue}-nightly' });
`;
/** Its race loses a message, of which a build and the start of a worker warn. */
const impatient = `import { tfn } from '@tfn/core';
const approval = async (ctx) => await ctx.waitForSignal('approve');
export const impatient = tfn.workflow('impatient', async (ctx) => {
  return Promise.race([approval(ctx), ctx.sleep('1h')]);
});
`;
const lost = /functions\/impatient\.ts:4:10: Promise\.race loses a message: the wait at functions\/impatient\.ts:2 /;

let project: Project;
const run = (...args: string[]): Promise<Outcome> => project.run(args, { env });

beforeAll(async () => {
  project = makeProject(
    {
      'tfn.config.ts': configOf(taskQueue, await freePort()),
      'functions/greetings.ts': greetings,
      'functions/scheduled.ts': scheduled,
      'functions/impatient.ts': impatient,
      ...declared,
    },
    { name: taskQueue },
  );
  const built = await run('build', '--no-check');
  expect(built).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(lost) as string });
  const worker = project.start(['start:worker'], { env });
  await worker.until(new RegExp(`${lost.source}[^]*Worker polls|Worker polls[^]*${lost.source}`));
});
afterAll(() => project.remove());

describe('tfn invoke', () => {
  test('runs a workflow and prints its result', async () => {
    const { code, stdout } = await run('invoke', 'welcome', '--input', '{"name": "Ada"}');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ text: 'Hello Ada, function 1', version: 'workflow 1' });
  });

  test('runs a function, with its input from a file', async () => {
    project.write('guest.json', '{"name": "Grace"}');
    expect(await run('invoke', 'greet', '--input', '@guest.json')).toMatchObject({
      code: 0,
      stdout: '"Hello Grace, function 1"\n',
    });
  });

  test('runs a function that is declared apart from its implementation', async () => {
    const { code, stdout, stderr } = await run('invoke', 'quote', '--input', '"tea"');
    expect({ code, result: JSON.parse(stdout || 'null'), stderr }).toEqual({
      code: 0,
      result: 'price of tea',
      stderr: '',
    });
  });

  test('reads the input from standard input', async () => {
    const args = ['invoke', 'greet', '--input', '@-'];
    expect(await project.run(args, { env, input: '{"name": "Lin"}' })).toMatchObject({
      code: 0,
      stdout: '"Hello Lin, function 1"\n',
    });
  });

  test('does not wait with --async, and prints the id', async () => {
    const workflowId = randomUUID();
    const { stdout } = await run('invoke', 'patient', '--input', '1', '--async', '--workflow-id', workflowId, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ workflowId });
  });

  test('reports unknown names, with the most similar known one', async () => {
    const { code, stderr } = await run('invoke', 'welcom');
    expect(code).toBe(1);
    expect(stderr).toContain("There is no function or workflow 'welcom'. Did you mean 'welcome'?");
    expect(stderr).toContain('TFN_CLI_TARGET_UNKNOWN');
  });

  test('reports input that is not JSON, and input that does not match its schema', async () => {
    const broken = await run('invoke', 'welcome', '--input', '{name: Ada}');
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('TFN_CLI_INPUT_INVALID');
    const unfit = await run('invoke', 'strict', '--input', '{"id": "one"}');
    expect(unfit.code).toBe(1);
    expect(unfit.stderr).toContain('TFN_INPUT_INVALID');
    expect(unfit.stderr).toContain('id: ');
  });

  test('reports that Temporal does not answer', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const { code, stderr } = await run('schedules', '--address', nowhere);
    expect(code).toBe(1);
    expect(stderr).toContain(nowhere);
    expect(stderr).toContain('TFN_TEMPORAL_UNREACHABLE');
    expect(stderr).not.toContain('    at ');
  });
});

describe('tfn runs', () => {
  test('lists executions, shows one, cancels and terminates', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    for (const workflowId of [first, second])
      await run('invoke', 'patient', '--input', '1000', '--async', '--workflow-id', workflowId);
    const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
    const listed = await eventually(async () => {
      const { stdout } = await run('runs', '--query', query);
      return stdout.includes(first) && stdout.includes(second) ? stdout : undefined;
    });
    expect(listed).toMatch(/^STATUS +WORKFLOW +ID +STARTED +TOOK\n/);
    expect(listed).toMatch(new RegExp(`running +patient +${first} +\\d{4}-`));
    expect(await run('runs', 'cancel', first)).toMatchObject({ code: 0, stdout: `Asked ${first} to cancel.\n` });
    expect(await run('runs', 'terminate', second, '--reason', 'a test')).toMatchObject({ code: 0 });
    const shown = JSON.parse((await run('runs', 'show', second, '--json')).stdout) as object;
    expect(shown).toMatchObject({
      workflowType: 'patient',
      status: 'terminated',
      error: expect.stringContaining('a test'),
    });
    const limited = JSON.parse((await run('runs', '--limit', '1', '--json')).stdout) as unknown[];
    expect(limited).toHaveLength(1);
  });

  test.each([
    [['runs', 'stop', 'x'], "'stop' is not an action of tfn runs"],
    [['runs', 'show'], 'tfn runs show needs the id of a workflow'],
    [['runs', '--limit', 'many'], '--limit must be a whole number above 0'],
  ])('takes %j for a mistake of the command line', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('tfn schedules', () => {
  test('plans, creates, lists, pauses, resumes and triggers the schedules of the project', async () => {
    const id = `${taskQueue}-nightly`;
    // The worker created them when it started.
    await eventually(async () => {
      const { code, stdout } = await run('schedules', 'plan');
      return (code === 0 && stdout === `keep  ${id}\n`) || undefined;
    });
    project.edit('functions/scheduled.ts', "'0 3 * * *'", "'0 4 * * *'");
    expect((await run('schedules', 'plan')).stdout).toMatch(new RegExp(`^update +${id} +spec`));
    expect((await run('schedules', 'sync')).stdout).toMatch(new RegExp(`^update +${id}`));
    await eventually(async () => {
      const { stdout } = await run('schedules', '--json');
      const found = (JSON.parse(stdout) as { id: string; workflow: string; paused: boolean }[]).find(
        (each) => each.id === id,
      );
      return found?.workflow === 'nightly' && !found.paused ? true : undefined;
    });
    expect(await run('schedules', 'pause', id, '--note', 'a test')).toMatchObject({
      code: 0,
      stdout: `Paused ${id}.\n`,
    });
    const connection = await Connection.connect({ address });
    const handle = new Client({ connection }).schedule.getHandle(id);
    await eventually(async () => (await handle.describe()).state.paused || undefined);
    expect((await handle.describe()).state).toMatchObject({ paused: true, note: 'a test' });
    expect(await run('schedules', 'resume', id)).toMatchObject({ code: 0, stdout: `Resumed ${id}.\n` });
    expect(await run('schedules', 'trigger', id)).toMatchObject({ code: 0 });
    await eventually(async () => ((await handle.describe()).info.recentActions.length > 0 ? true : undefined));
    await handle.delete();
    await connection.close();
  });

  test('reports a schedule that does not exist', async () => {
    const { code, stderr } = await run('schedules', 'pause', 'unknown-schedule');
    expect(code).toBe(1);
    expect(stderr).toContain("There is no schedule 'unknown-schedule'");
    expect(stderr).toContain('TFN_CLI_SCHEDULE_UNKNOWN');
    expect(await run('schedules', 'pause')).toMatchObject({ code: 2 });
  });
});

describe('tfn doctor', () => {
  test('finds no problem in a project that runs', async () => {
    const { code, stdout } = await run('doctor', '--json');
    const findings = JSON.parse(stdout) as { name: string; state: string; detail: string }[];
    expect(findings.map(({ name, state }) => [name, state])).toEqual([
      ['Node', 'ok'],
      ['Packages', 'ok'],
      ['Versions', 'ok'],
      ['Copies of @tfn/core', 'ok'],
      ['TypeScript', 'ok'],
      ['Functions', 'ok'],
      ['HTTP port', 'ok'],
      ['Temporal', 'ok'],
      ['Clock', 'ok'],
    ]);
    expect(code).toBe(0);
  });

  test('finds problems, each with its fix, and exits with 1', async () => {
    const broken = makeProject({
      'tsconfig.json': '{ "compilerOptions": { "strict": false } }',
      'node_modules/@tfn/extra/package.json': '{}',
    });
    broken.uninstall('@tfn/worker');
    broken.uninstall('@tfn/client');
    broken.write(
      'node_modules/@tfn/client/package.json',
      '{ "name": "@tfn/client", "version": "9.9.9", "main": "index.js" }',
    );
    broken.write(
      'node_modules/@tfn/client/index.js',
      'exports.createClient = () => ({ list: async function* () {}, close: async () => {} });',
    );
    try {
      const { code, stdout } = await broken.run(['doctor'], { env: { TEMPORAL_ADDRESS: address } });
      expect(code).toBe(1);
      expect(stdout).toMatch(/fail +Packages: @tfn\/worker missing\n +Install: npm install @tfn\/worker/);
      expect(stdout).toMatch(/fail +Versions: .*@tfn\/client 9\.9\.9.*\n +Install one version of all: npm install/);
      expect(stdout).toMatch(/warn +TypeScript: "strict" is off/);
      expect(stdout).toMatch(/fail +Functions: There is no folder of functions/);
      broken.write('tsconfig.json', '{ "extends": "./gone.json" }');
      const unreadable = await broken.run(['doctor'], { env: { TEMPORAL_ADDRESS: address } });
      expect(unreadable).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/fail +TypeScript: tsconfig\.json, .*'\.\/gone\.json'.*\n +Correct "extends"/),
      });
    } finally {
      await broken.remove();
    }
  });
});

test('tfn check replays what ran, and warns of a race that loses a message, with its file and line', async () => {
  expect(await run('invoke', 'quote', '--input', '"tea"')).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await run('check');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`warning ${lost.source}[^]*executions can continue`));
  const json = await run('check', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ warnings: [expect.stringMatching(lost) as string], broken: [] });
});
