import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { greetings } from './support/greetings.ts';
import { binary, eventually, freePort, makeProject, startCommand } from './support/project.ts';
import type { Project, Running } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const env = { TEMPORAL_ADDRESS: address };
const queue = `build-${randomUUID()}`;
/** Prints on request which modules a process has loaded. */
const spy = `process.on('SIGUSR2', () => console.log('LOADED ' + JSON.stringify([...Object.keys(require.cache)])));`;

let project: Project;
let files: Record<string, string>;
let port: number;

beforeAll(async () => {
  port = await freePort();
  files = {
    'tfn.config.ts': `import { defineConfig } from '@tfn/cli';
export default defineConfig({ taskQueue: process.env.QUEUE ?? '${queue}', http: { port: ${port}, host: '127.0.0.1', basePath: '/v1' } });`,
    'functions/greetings.ts': greetings,
    'functions/mail.ts': `import { tfn } from '@tfn/core';
import { subject } from '#lib/subject';
export const send = tfn.fn('send', async () => subject, { taskQueue: '${queue}-mail' });
export const mail = tfn.workflow('mail', async (ctx) => ctx.run(send), { taskQueue: '${queue}' });`,
    'lib/subject.ts': "export const subject: string = 'From a path of the tsconfig';",
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true, "skipLibCheck": true, "types": ["node"], "paths": { "#lib/*": ["./lib/*"] } }, "include": ["functions", "lib", "tfn.config.ts"] }',
    'spy.cjs': spy,
  };
  project = makeProject(files);
  expect(await project.run(['build'], { env })).toMatchObject({ code: 0, stderr: '' });
});
afterAll(() => project.remove());

async function post(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"name": "Ada"}',
  });
  return { status: response.status, body: await response.json() };
}

async function modulesOf(running: Running): Promise<string[]> {
  running.process.kill('SIGUSR2');
  const [, json = ''] = await running.until(/LOADED (.*)\n/);
  return JSON.parse(json) as string[];
}

const withSpy = { env: { ...env, NODE_OPTIONS: '' } };
function startSpied(...args: string[]): Running {
  withSpy.env.NODE_OPTIONS = `--require ${join(project.root, 'spy.cjs')}`;
  return project.start(args, withSpy);
}

describe('tfn build', () => {
  test('lists its output', async () => {
    const { stdout } = await project.run(['build', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      taskQueue: queue,
      functions: [
        { name: 'greet', taskQueue: queue, input: false, output: false },
        { name: 'send', taskQueue: `${queue}-mail` },
      ],
      triggers: [{ type: 'http', label: 'POST /welcome', target: 'welcome' }],
      bundle: { builtBy: 'sdk', workflowNames: ['mail', 'patient', 'welcome'] },
    });
    expect(readdirSync(join(project.root, 'dist')).sort()).toEqual([
      'functions.js',
      'functions.js.map',
      'manifest.json',
      'tfn.config.js',
      'tfn.config.js.map',
      'workflow-bundle.js',
    ]);
  });

  test('writes the same bytes for the same input, whatever was built before', async () => {
    const bytes = (folder: string): string[] =>
      readdirSync(join(project.root, folder)).map((name) => readFileSync(join(project.root, folder, name), 'utf8'));
    expect(await project.run(['build', '--no-check', '--out-dir', 'again'], { env })).toMatchObject({ code: 0 });
    expect(bytes('again')).toEqual(bytes('dist'));
  });

  test('writes the same bytes in another folder, which reveal nothing about the machine', async () => {
    const other = makeProject(files);
    try {
      expect(await other.run(['build', '--no-check'], { env })).toMatchObject({ code: 0 });
      for (const name of readdirSync(join(project.root, 'dist'))) {
        const bytes = other.read(`dist/${name}`);
        expect(bytes).toBe(project.read(`dist/${name}`));
        const [, map = ''] = /^\/\/# sourceMappingURL=data:[^,]*,(\S+)/m.exec(bytes) ?? [];
        expect(Buffer.from(map, 'base64').toString()).not.toContain(other.root);
        expect(bytes).not.toContain(other.root);
      }
    } finally {
      await other.remove();
    }
  });
});

describe('tfn start', () => {
  test('runs everything without TypeScript and without source', async () => {
    const deployed = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-deployed-')));
    cpSync(join(project.root, 'dist'), join(deployed, 'dist'), { recursive: true });
    cpSync(join(project.root, 'package.json'), join(deployed, 'package.json'));
    symlinkSync(join(project.root, 'node_modules'), join(deployed, 'node_modules'));
    const running = startCommand([binary, 'start'], {
      cwd: deployed,
      env: { ...process.env, ...env } as Record<string, string>,
    });
    try {
      await running.until(/HTTP on http:\/\/127\.0\.0\.1:\d+\/v1/);
      expect(await post('/v1/welcome')).toEqual({
        status: 200,
        body: { text: 'Hello Ada, function 1', version: 'workflow 1' },
      });
      expect(await running.stop('SIGTERM')).toBe(0);
    } finally {
      await running.stop('SIGKILL');
      rmSync(deployed, { recursive: true });
    }
  });

  test('as API never loads the native worker, as worker never Express, and both together serve', async () => {
    const api = startSpied('start:api');
    await api.until(/HTTP on/);
    const worker = startSpied('start', '--mode', 'worker');
    await worker.until(new RegExp(`Worker polls ${queue}, ${queue}-mail \\(build [0-9a-f]{12}\\)`));
    expect((await post('/v1/welcome')).status).toBe(200);
    const [ofApi, ofWorker] = [await modulesOf(api), await modulesOf(worker)];
    expect(ofApi.filter((path) => /temporalio[/+](?:worker|core-bridge)|packages\/worker\//.test(path))).toEqual([]);
    expect(ofApi.some((path) => /node_modules\/express\//.test(path))).toBe(true);
    expect(ofWorker.filter((path) => /node_modules\/express\/|triggers-http/.test(path))).toEqual([]);
    expect(ofWorker.some((path) => /temporalio\/core-bridge/.test(path))).toBe(true);
    for (const modules of [ofApi, ofWorker])
      expect(modules.filter((path) => /node_modules\/(?:tsx|esbuild|typescript)\//.test(path))).toEqual([]);
    expect(await Promise.all([api.stop('SIGTERM'), worker.stop('SIGTERM')])).toEqual([0, 0]);
  });

  test('runs only the task queues that --queues names', async () => {
    const mail = project.start(['start:worker', '--queues', `${queue}-mail`], { env });
    await mail.until(new RegExp(`Worker polls ${queue}-mail \\(`));
    const connection = await Connection.connect({ address });
    const handle = await new Client({ connection }).workflow.start('mail', {
      taskQueue: queue,
      workflowId: randomUUID(),
    });
    const rest = project.start(['start:worker', '--queues', queue], { env });
    await rest.until(/Worker polls/);
    expect(await handle.result()).toBe('From a path of the tsconfig');
    await connection.close();
    await Promise.all([mail.stop('SIGTERM'), rest.stop('SIGTERM')]);
    const { code, stderr } = await project.run(['start:worker', '--queues', 'orders'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `No function or workflow of this project runs on the task queue 'orders'. Known: '${queue}', '${queue}-mail'.`,
    );
    expect(stderr).toContain('TFN_CLI_QUEUE_UNKNOWN');
  });

  test.each([
    ['as CommonJS', ''],
    ['as ES module, with a top-level await', 'await Promise.resolve();'],
  ])('runs the build of a package of ES modules, the configuration compiled %s', async (_, statement) => {
    const taskQueue = `build-${randomUUID()}`;
    const other = makeProject(
      {
        'tfn.config.ts': `${statement}
export default { taskQueue: '${taskQueue}', http: { port: ${port}, host: '127.0.0.1', basePath: '/v1' } };`,
        'functions/greetings.ts': greetings,
      },
      { type: 'module' },
    );
    try {
      expect(await other.run(['build', '--no-check'], { env })).toMatchObject({ code: 0 });
      const running = other.start(['start'], { env });
      await running.until(/HTTP on/);
      expect(await post('/v1/welcome')).toMatchObject({ status: 200, body: { version: 'workflow 1' } });
    } finally {
      await other.remove();
    }
  });

  test('reads the environment at start, which overrides the built configuration', async () => {
    const other = `${queue}-other`;
    const worker = project.start(['start:worker'], { env: { ...env, QUEUE: other } });
    await worker.until(new RegExp(`Worker polls ${other}`));
    expect(await worker.stop('SIGTERM')).toBe(0);
  });

  test('starts a Temporal server that keeps its state, with --embedded', async () => {
    const workflowId = randomUUID();
    for (const time of ['first', 'second']) {
      const running = project.start(['start', '--embedded']);
      const [, embedded = ''] = await running.until(/Temporal at (\S+),/);
      await running.until(/HTTP on/);
      const shown = await project.run(['runs', 'show', workflowId, '--json'], { env: { TEMPORAL_ADDRESS: embedded } });
      expect(shown.code).toBe(time === 'first' ? 1 : 0);
      if (time === 'first')
        expect(
          await project.run(['invoke', 'welcome', '--input', '{"name":"Ada"}', '--workflow-id', workflowId], {
            env: { TEMPORAL_ADDRESS: embedded },
          }),
        ).toMatchObject({ code: 0 });
      expect(await running.stop('SIGINT')).toBe(0);
    }
  });

  test('ends with the reason when Temporal does not answer', async () => {
    const { code, stderr } = await project.run(['start'], {
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_WORKER_UNREACHABLE');
  });

  test('reports an unknown mode, and a port that is taken', async () => {
    expect(await project.run(['start', '--mode', 'both'])).toMatchObject({ code: 2 });
    const first = project.start(['start:api'], { env });
    await first.until(/HTTP on/);
    const { code, stderr } = await project.run(['start:api'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_CLI_PORT_TAKEN');
    await first.stop('SIGTERM');
  });

  test("ends before it serves requests when another app owns a schedule's id", async () => {
    const id = `theirs-${randomUUID()}`;
    const other = makeProject({
      'tfn.config.ts': `export default { taskQueue: '${queue}-clash', http: { port: ${port}, host: '127.0.0.1' } };`,
      'functions/greetings.ts': `${greetings}
tfn.cron('0 9 * * *', welcome, { id: '${id}', input: { name: 'Ada' } });`,
    });
    const connection = await Connection.connect({ address });
    const theirs = await new Client({ connection }).schedule.create({
      scheduleId: id,
      spec: {},
      action: { type: 'startWorkflow', workflowType: 'theirs', taskQueue: 'theirs' },
    });
    try {
      expect(await other.run(['build', '--no-check'], { env })).toMatchObject({ code: 0 });
      const { code, stderr, stdout } = await other.run(['start'], { env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('TFN_SCHEDULE_FOREIGN') as string });
      expect(stderr).toContain(id);
      expect(stdout).not.toContain('HTTP on');
    } finally {
      await theirs.delete();
      await connection.close();
      await other.remove();
    }
  });

  test('answers in-flight requests before it ends, as API', async () => {
    const worker = project.start(['start:worker'], { env });
    const api = project.start(['start:api'], { env });
    await Promise.all([worker.until(/Worker polls/), api.until(/HTTP on/)]);
    await expectAnswersAtEnd(api);
  });

  test('starts workflows eagerly on its own worker, and answers in-flight requests before it ends', async () => {
    const taskQueue = `${queue}-eager`;
    const running = project.start(['start'], { env: { ...env, QUEUE: taskQueue } });
    await running.until(/HTTP on/);
    expect((await post('/v1/welcome')).status).toBe(200);
    const connection = await Connection.connect({ address });
    const { workflow } = new Client({ connection });
    const workflowId = await eventually(async () => {
      for await (const found of workflow.list({ query: `TaskQueue = '${taskQueue}'` })) return found.workflowId;
      return undefined;
    });
    const { events } = await workflow.getHandle(workflowId).fetchHistory();
    await connection.close();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted).toBe(true);
    await expectAnswersAtEnd(running);
  });
});

/**
 * Ends a process that has in-flight requests: each is answered or refused, and none is lost. On a busy machine, an answer may be the
 * location of the later result.
 */
async function expectAnswersAtEnd(running: Running): Promise<void> {
  const answers = Array.from({ length: 20 }, async () => {
    try {
      return (await post('/v1/welcome')).status;
    } catch (error) {
      return String(error);
    }
  });
  await answers[0];
  const ended = running.stop('SIGTERM');
  expect((await Promise.all(answers)).filter((status) => ![200, 202, 503].includes(Number(status)))).toEqual([]);
  expect(await ended).toBe(0);
}
