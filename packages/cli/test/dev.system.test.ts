import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { startDevServer } from '@tfn/testing/server';
import { configOf, greetings } from './support/greetings.ts';
import { eventually, freePort, makeProject } from './support/project.ts';
import type { Project, Running } from './support/project.ts';

jest.setTimeout(400_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const file = 'functions/greetings.ts';

let project: Project;
let port: number;
let taskQueue: string;

beforeEach(async () => {
  port = await freePort();
  taskQueue = `dev-${randomUUID()}`;
  project = makeProject({ 'tfn.config.ts': configOf(taskQueue, port), [file]: greetings });
});
afterEach(() => project.remove());

async function welcome(): Promise<{ status: number; body: { text?: string; version?: string } }> {
  const response = await fetch(`http://127.0.0.1:${port}/welcome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"name": "Ada"}',
  });
  return { status: response.status, body: (await response.json()) as { text?: string; version?: string } };
}

/** `tfn dev` on the tests' shared Temporal server. */
async function startDev(...args: string[]): Promise<Running> {
  const running = project.start(['dev', '--address', address, ...args]);
  await running.until(/Watching for changes/);
  return running;
}

async function withClient<TResult>(use: (client: Client) => Promise<TResult>, at: string = address): Promise<TResult> {
  const connection = await Connection.connect({ address: at });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

describe('tfn dev', () => {
  test('shows what it runs, with real values', async () => {
    const running = await startDev();
    const output = running.output();
    expect(output).toContain(`║  Temporal: ${address.replace('127.0.0.1', 'localhost')} `);
    expect(output).toContain(`Task Queue: ${taskQueue}`);
    expect(output).toContain(`HTTP Server: http://localhost:${port}`);
    expect(output).toContain('    • greet (activity)\n    • patient (workflow)\n    • welcome (workflow)\n');
    expect(output).toContain('    • POST /welcome → welcome\n');
    expect(output).not.toContain('\u001b');
    expect((await welcome()).body).toEqual({ text: 'Hello Ada, function 1', version: 'workflow 1' });
  });

  test('runs an edited function, an edited workflow, and one that is new', async () => {
    const running = await startDev();
    project.edit(file, 'function 1', 'function 2');
    await running.until(/reloaded in \d+ ms/);
    expect((await welcome()).body.text).toBe('Hello Ada, function 2');
    project.edit(file, 'workflow 1', 'workflow 2');
    await running.until(/reloaded in \d+ ms/);
    expect((await welcome()).body.version).toBe('workflow 2');
    project.write(
      'functions/more/late.ts',
      "import { tfn } from '@tfn/core';\nexport const late = tfn.workflow('late', async () => 'late');\n",
    );
    await running.until(/• late \(workflow\)/);
    const invoked = await project.run(['invoke', 'late']);
    expect(invoked).toMatchObject({ code: 0, stdout: '"late"\n' });
  });

  test('answers a client of the previous version with the new one', async () => {
    const running = await startDev();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (): Promise<number | undefined> => {
      const request = get({ agent, port, path: '/status/none', host: '127.0.0.1' });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      await once(response.resume(), 'end');
      return response.statusCode;
    };
    expect(await ask()).toBe(404);
    project.write(
      'functions/status.ts',
      `import { tfn } from '@tfn/core';
export const status = tfn.workflow('status', async () => 'fine');
tfn.http('GET', '/status/:id', status);
`,
    );
    await running.until(/• GET \/status/);
    expect(await ask()).toBe(200);
    agent.destroy();
  });

  test('reloads on a change in a loaded module outside of the functions, and only then', async () => {
    project.write('lib/name.ts', "export const name = 'first';\n");
    project.write('lib/unused.ts', 'export {};\n');
    project.write(
      file,
      greetings
        .replace('import { hostname }', "import { name } from '../lib/name';\nimport { hostname }")
        .replace('function 1', '${name}'),
    );
    const running = await startDev();
    project.write('lib/unused.ts', 'export const x = 1;\n');
    project.write('lib/name.ts', "export const name = 'second';\n");
    await running.until(/reloaded/);
    expect((await welcome()).body.text).toBe('Hello Ada, second');
    expect(running.output().match(/reloaded/g)).toHaveLength(1);
  });

  test('keeps the previous version running while the code is broken, and shows where', async () => {
    const running = await startDev();
    project.write(file, `${greetings}\nexport const broken = ;\n`);
    await running.until(/'functions\/greetings\.ts:22:23' cannot be loaded: Unexpected ";"/);
    await running.until(/> 22 \| export const broken = ;/);
    await running.until(/The previous version keeps running\./);
    project.write(file, `${greetings}\nthrow new Error('no luck');\n`);
    await running.until(/'functions\/greetings\.ts:22:7' cannot be loaded: (?:Error: )?no luck/);
    await running.until(/The previous version keeps running\./);
    expect((await welcome()).body.text).toBe('Hello Ada, function 1');
    project.write(file, greetings.replace('function 1', 'mended'));
    await running.until(/reloaded/);
    expect((await welcome()).body.text).toBe('Hello Ada, mended');
  });

  test('waits for a change when the code is broken at the start', async () => {
    project.write(file, 'const = 1;');
    const running = project.start(['dev', '--address', address]);
    await running.until(/functions\/greetings\.ts:1:7.*cannot be loaded/);
    await running.until(/Waiting for a change/);
    project.write(file, greetings);
    await running.until(/Watching for changes/);
    expect((await welcome()).status).toBe(200);
  });

  test('refuses no request over many reloads, and ends each previous version', async () => {
    const running = await startDev();
    let asking = true;
    const outcomes: number[] = [];
    const failures: unknown[] = [];
    const ask = async (): Promise<void> => {
      while (asking) {
        await welcome().then(
          ({ status }) => outcomes.push(status),
          (error: unknown) => failures.push(error),
        );
      }
    };
    const callers = [ask(), ask(), ask()];
    for (let version = 1; version < 6; version += 1) {
      project.edit(file, `function ${version}`, `function ${version + 1}`);
      await running.until(/reloaded/);
    }
    asking = false;
    await Promise.all(callers);
    expect(failures).toEqual([]);
    expect(new Set(outcomes)).toEqual(new Set([200]));
    expect((await welcome()).body.text).toBe('Hello Ada, function 6');
  });

  test('continues in-flight executions over reloads', async () => {
    const running = await startDev();
    await withClient(async (client) => {
      const handle = await client.workflow.start('patient', {
        ...{ taskQueue, workflowId: randomUUID(), args: [40] },
        workflowTaskTimeout: onlyLost,
      });
      for (let version = 1; version < 5; version += 1) {
        project.edit(file, `function ${version}`, `function ${version + 1}`);
        await running.until(/reloaded/);
      }
      expect(await handle.result()).toBe('done');
      expect(await lostTasks(handle)).toEqual([]);
    });
  });

  test('completes a running function of the previous version', async () => {
    project.write(
      'lib/hold.ts',
      `import { existsSync, writeFileSync } from 'node:fs';
export async function hold(): Promise<string> {
  writeFileSync('begun', '');
  while (!existsSync('release')) await new Promise((done) => setTimeout(done, 20));
  return '';
}
`,
    );
    project.write(
      file,
      greetings
        .replace('import { hostname }', "import { hold } from '../lib/hold';\nimport { hostname }")
        .replace('`Hello', '(await hold()) + `Hello'),
    );
    const running = await startDev();
    await withClient(async (client) => {
      const slow = await client.workflow.start('welcome', {
        ...{ taskQueue, workflowId: randomUUID(), args: [{ name: 'Ada' }] },
      });
      await eventually(async () => existsSync(join(project.root, 'begun')) || undefined);
      project.write(file, greetings.replace('function 1', 'function 2'));
      await running.until(/reloaded/);
      project.write('release', '');
      expect(await slow.result()).toMatchObject({ text: 'Hello Ada, function 1' });
    });
    expect((await welcome()).body.text).toBe('Hello Ada, function 2');
  });

  test('reports which running executions an edit breaks, and what to do', async () => {
    const running = await startDev();
    const workflowId = `patient-${randomUUID()}`;
    await withClient(async (client) => {
      const handle = await client.workflow.start('patient', { taskQueue, workflowId, args: [1000] });
      await eventually(async () => ((await handle.describe()).historyLength > 5 ? true : undefined));
    });
    project.edit(file, "await ctx.sleep('200ms')", "await ctx.run(greet, { name: 'x' })");
    await running.until(new RegExp(`The execution '${workflowId}' of patient cannot continue with the edited code`));
    await running.until(/\[TMPRL1100\]/);
    await running.until(new RegExp(`tfn runs terminate ${workflowId}`));
    // An edit that breaks nothing is not reported.
    expect(running.output()).not.toMatch(/execution 'welcome/);
    const terminated = await project.run(['runs', 'terminate', workflowId]);
    expect(terminated).toMatchObject({ code: 0, stdout: `Terminated ${workflowId}.\n` });
  });

  test('replaces a version that an endless loop of a workflow blocks', async () => {
    project.edit(file, "return { text, version: 'workflow 1' };", 'for (;;);');
    const running = await startDev();
    const stuck = welcome().catch(() => undefined);
    await withClient(async (client) => {
      await eventually(async () => {
        for await (const { workflowId } of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` }))
          if ((await client.workflow.getHandle(workflowId).describe()).historyLength > 8) return true;
        return undefined;
      });
    });
    project.write(file, greetings);
    await running.until(/reloaded/);
    expect((await welcome()).body.version).toBe('workflow 1');
    await stuck;
  });

  test('lets a debugger attach, even after a reload', async () => {
    const debugPort = await freePort();
    const running = project.start(['dev', '--address', address, '--inspect', String(debugPort)]);
    // One line goes to standard output, the other to standard error, so their order varies.
    const [listening, watching] = [`Debugger listening on ws://127.0.0.1:${debugPort}/`, 'Watching for changes'];
    await running.until(new RegExp(`${listening}[^]*${watching}|${watching}[^]*${listening}`));
    project.edit(file, 'function 1', 'function 2');
    await running.until(new RegExp(`Debugger listening on ws://127.0.0.1:${debugPort}/`));
    expect((await fetch(`http://127.0.0.1:${debugPort}/json/version`)).status).toBe(200);
    expect(await project.run(['dev', '--address', address, '--port', '0', '--inspect', 'here'])).toMatchObject({
      code: 2,
    });
  });

  test('reports which process uses the port, and suggests a free port', async () => {
    const running = await startDev();
    const { code, stderr } = await project.run(['dev', '--address', address]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `The port ${port} is taken( by node \\(pid ${running.process.pid}\\))?\\. Free it, or use a free port: --port \\d+`,
      ),
    );
    expect(stderr).toContain('TFN_CLI_PORT_TAKEN');
  });

  test('runs without write permission, and says what does not work', async () => {
    project.write('node_modules/.cache', 'a file where a folder should be');
    const running = await startDev();
    expect(running.output()).toMatch(/Other commands will not find this Temporal \(.+\): pass them --address \S+:\d+/);
    expect((await welcome()).status).toBe(200);
    expect(await running.stop()).toBe(0);
  });

  test('reports when Temporal does not answer and when it is gone, and continues when it is back', async () => {
    const later = await freePort();
    const running = project.start(['dev', '--address', `127.0.0.1:${later}`]);
    // The first version and the Temporal watcher both report it, in either order.
    const report = `Temporal does not answer at 127.0.0.1:${later} .*omit the address`;
    await running.until(new RegExp(`${report}[^]*Temporal is gone|Temporal is gone[^]*${report}`));
    let server = await startDevServer({ port: later, startTimeout: 120_000 });
    try {
      await running.until(/Temporal is back/);
      await running.until(/Watching for changes/);
      expect((await welcome()).status).toBe(200);
      await server.stop();
      await running.until(/Temporal is gone/);
      server = await startDevServer({ port: later, startTimeout: 120_000 });
      await running.until(/Temporal is back/);
      await eventually(async () => ((await welcome().catch(() => undefined))?.status === 200 ? true : undefined));
      expect(await running.stop()).toBe(0);
    } finally {
      await server.stop();
    }
  });
});

describe('tfn dev with the embedded Temporal', () => {
  test('starts it with its Web UI, restarts it when it dies, and leaves nothing behind', async () => {
    const running = project.start(['dev', '--temporal-port', String(await freePort())]);
    const [, ui = ''] = await running.until(/Temporal UI: (http:\/\/\S+)/);
    await running.until(/Watching for changes/);
    await eventually(async () => (await fetch(ui).catch(() => undefined))?.status === 200 || undefined);
    expect((await welcome()).status).toBe(200);
    const { stdout } = await project.run(['config', '--json']);
    const { settings } = JSON.parse(stdout) as { settings: { path: string; value: string; from: string }[] };
    const found = settings.find(({ path }) => path === 'temporal.address');
    expect(found?.from).toContain('the running tfn dev');
    const server = await listenerOf(Number(found?.value.split(':')[1]));
    process.kill(server, 'SIGKILL');
    await running.until(/Temporal is gone/);
    await running.until(/Temporal is back/);
    await eventually(async () => ((await welcome().catch(() => undefined))?.status === 200 ? true : undefined));
    expect(await running.stop('SIGINT')).toBe(0);
    // The system needs a moment to remove killed processes.
    await eventually(async () => (await processesOf(project.root)).length === 0 || undefined);
    await expect(fetch(ui)).rejects.toThrow();
  });

  test('loses no task of an execution in flight over many reloads', async () => {
    const temporalPort = await freePort();
    const running = project.start(['dev', '--no-ui', '--temporal-port', String(temporalPort)]);
    await running.until(/Watching for changes/);
    await withClient(async (client) => {
      const workflowIds = Array.from({ length: 5 }, () => randomUUID());
      const handles = await Promise.all(
        workflowIds.map((workflowId) =>
          client.workflow.start('patient', { taskQueue, workflowId, args: [60], workflowTaskTimeout: onlyLost }),
        ),
      );
      for (let version = 1; version < 9; version += 1) {
        project.edit(file, `function ${version}`, `function ${version + 1}`);
        await running.until(/reloaded/);
      }
      for (const handle of handles) {
        expect(await handle.result()).toBe('done');
        expect(await lostTasks(handle)).toEqual([]);
      }
    }, `127.0.0.1:${temporalPort}`);
    expect(running.output()).not.toContain('a reload may delay');
  });

  test('keeps its state in a file on request', async () => {
    const args = ['dev', '--db-filename', 'state.db', '--no-ui'];
    const first = project.start(args);
    await first.until(/Watching for changes/);
    expect(
      await project.run(['invoke', 'welcome', '--input', '{"name":"Ada"}', '--workflow-id', 'kept']),
    ).toMatchObject({ code: 0 });
    await first.stop();
    const second = project.start(args);
    await second.until(/Watching for changes/);
    const { stdout } = await project.run(['runs', 'show', 'kept', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', result: { version: 'workflow 1' } });
    expect(second.output()).not.toContain('Temporal UI');
  });
});

test('says once that a reload may delay a task, where Temporal does not complete the polls of a stopping worker', async () => {
  const server = await startDevServer({
    startTimeout: 120_000,
    dynamicConfig: { 'frontend.enableCancelWorkerPollsOnShutdown': null },
  });
  try {
    const running = project.start(['dev', '--address', server.address]);
    await running.until(/warning With this Temporal, a reload may delay an in-flight task until it times out/);
    project.edit(file, 'function 1', 'function 2');
    await running.until(/reloaded/);
    expect((await welcome()).body.text).toBe('Hello Ada, function 2');
    expect(await running.stop()).toBe(0);
    expect(running.output().match(/may delay/g)).toHaveLength(1);
  } finally {
    await server.stop();
  }
});

/** A task timeout that a slow task on a busy machine does not reach. */
const onlyLost = '60s';

/** The tasks of an execution that were not completed at their first attempt. */
async function lostTasks(handle: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await handle.fetchHistory();
  const kinds = events?.flatMap((event) => Object.keys(event).filter((key) => key.endsWith('EventAttributes')));
  return kinds?.filter((kind) => /TaskTimedOut|TaskFailed/.test(kind)) ?? ['no history'];
}

/** The process that listens on a port. */
async function listenerOf(wanted: number): Promise<number> {
  const { execFileSync } = await import('node:child_process');
  return Number(execFileSync('lsof', ['-t', '-nP', `-iTCP:${wanted}`, '-sTCP:LISTEN'], { encoding: 'utf8' }).trim());
}

/** The processes that still run in a folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const { readdirSync, readlinkSync } = await import('node:fs');
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}
