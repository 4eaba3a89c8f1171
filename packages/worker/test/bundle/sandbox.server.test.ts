import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { ApplicationFailure, Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const address = process.env.TFN_TEST_ADDRESS ?? '';
const project = createTempProject();
const main = project.write({
  'main.ts': `import { tfn } from '@tfn/core';
import { pool, Repository } from './db';
import path from 'node:path';
import * as os from 'node:os';

let loads = 0;
loads += 1;

export const stub = tfn.workflow('stub', async () => {
  return pool.query('select 1');
});
export const builtin = tfn.workflow('builtin', async () => path.join('a', 'b'));
export const member = tfn.workflow('member', async () => os.EOL);
export const env = tfn.workflow('env', async () => process.env.HOME ?? 'none');
export const call = tfn.workflow('call', async () => fetch('http://localhost'));
export const subclass = tfn.workflow('subclass', async () => new Repository().find());
export const caught = tfn.workflow('caught', async () => {
  try {
    return pool.query('x');
  } catch (error) {
    return (error as Error & { code: string }).code;
  }
});
export const state = tfn.workflow('state', async () => {
  loads += 1;
  return loads;
});
export const fails = tfn.workflow('fails', async (_ctx, x: { deep: number }) => {
  const check = (value: number): never => {
    throw new RangeError(\`too deep: \${value}\`);
  };

  return check(x.deep);
});
export const awaits = tfn.workflow('awaits', async () => { await pool; return 1; });
export const text = tfn.workflow('text', async () => \`\${pool}\`);
`,
  'db.ts': `import { Pool } from 'fake-pg';
export const pool = new Pool({ max: 1 });
pool.on('error', () => {});
export class Repository extends Pool { own = 1; find() { return this.own; } }
`,
  'node_modules/fake-pg/package.json': '{ "name": "fake-pg", "main": "index.js" }',
  'node_modules/fake-pg/index.js':
    "const net = require('net'); exports.Pool = class { constructor() { net.connect(1); } on() {} query() {} };",
});
const names = ['stub', 'builtin', 'member', 'env', 'call', 'subclass', 'caught', 'state', 'fails', 'awaits', 'text'];

let connection: Connection;
let nativeConnection: NativeConnection;

beforeAll(async () => {
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
});

afterAll(async () => {
  await connection.close();
  await nativeConnection.close();
});

describe.each(['development', 'production'] as const)('in a bundle for %s', (mode) => {
  let worker: Worker;
  let running: Promise<void>;
  const taskQueue = `sandbox-${mode}-${randomUUID()}`;

  beforeAll(async () => {
    const bundle = await bundleWorkflows({
      workflows: names.map((name) => ({ name, file: main })),
      mode,
      cache: false,
      cwd: project.folder,
    });
    worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowBundle: { code: bundle.code } });
    running = worker.run();
  });

  afterAll(async () => {
    worker?.shutdown();
    await running;
  });

  async function run(type: string, input?: unknown): Promise<unknown> {
    const options = { taskQueue, workflowId: randomUUID(), args: [input], workflowExecutionTimeout: '100s' } as const;
    return new Client({ connection }).workflow.execute(type, options);
  }

  async function failureOf(type: string, input?: unknown): Promise<ApplicationFailure> {
    const error = await run(type, input).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
    throw new Error(`'${type}' should have failed`);
  }

  test('a stub that a workflow uses fails it with the module, the chain of imports, the location and the fix', async () => {
    const failure = await failureOf('stub');
    expect(failure.type).toBe('TFN_SANDBOX_MODULE');
    expect(failure.nonRetryable).toBe(true);
    expect(failure.message).toContain("'fake-pg'");
    expect(failure.message).toContain('main.ts → db.ts → fake-pg');
    expect(failure.message).toContain("db.ts:1: import { Pool } from 'fake-pg';");
    expect(failure.message).toMatch(/main\.ts:10:\d+/);
    expect(failure.message).toContain("\n      return pool.query('select 1');\n                 ^\n");
    expect(failure.message).toContain('ctx.run()');
  });

  test.each([
    ['builtin', "'path'.join"],
    ['member', "'os'.EOL"],
    ['env', "'process'.env"],
    ['call', "'fetch'"],
    ['subclass', "'fake-pg'.Pool"],
    ['awaits', 'fake-pg'],
    ['text', 'fake-pg'],
  ])('the use of something that the sandbox lacks is reported: %s', async (type, used) => {
    const failure = await failureOf(type);
    expect(failure.type).toBe('TFN_SANDBOX_MODULE');
    expect(failure.message).toContain(used);
  });

  test('the error has its code inside the workflow too', async () => {
    expect(await run('caught')).toBe('TFN_SANDBOX_MODULE');
  });

  test('every execution has its own module state', async () => {
    expect(await run('state')).toBe(2);
    expect(await run('state')).toBe(2);
  });

  test("a failure's stack names the user's file and line", async () => {
    const failure = await failureOf('fails', { deep: 3 });
    expect(failure.message).toBe('too deep: 3');
    expect(failure.failure?.stackTrace).toContain(`${path.join(project.folder, 'main.ts')}:30:`);
    expect(failure.failure?.stackTrace).toContain(`${path.join(project.folder, 'main.ts')}:33:`);
  });
});
