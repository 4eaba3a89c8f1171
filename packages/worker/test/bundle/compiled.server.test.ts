import { randomUUID } from 'node:crypto';
import { ApplicationFailure, Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import { compileFixture } from './compile-fixture.ts';
import { createTempProject } from './temp-project.ts';

const address = process.env.TFN_TEST_ADDRESS ?? '';
const project = createTempProject();
const main = project.write({
  'main.ts': `import { tfn } from '@tfn/core';
import { pool } from './db';

interface Input {
  deep: number;
}

export const fails = tfn.workflow('fails', async (_ctx, x: Input) => {
  throw new RangeError(\`too deep: \${x.deep}\`);
});

export const stub = tfn.workflow('stub', async () => {
  const text: string = 'select 1';
  return pool.query(text);
});
`,
  'db.ts': `import { Socket } from 'node:net';

type Query = (text: string) => void;
export const pool = new Socket() as unknown as { query: Query };
`,
  'top.ts': `import { tfn } from '@tfn/core';
type Settings = { url: string } | undefined;

const settings = undefined as Settings;
export const top = tfn.workflow('top', async () => url);
export const url = settings!.url;
`,
});

let connection: Connection;
let nativeConnection: NativeConnection;
let file: string;

beforeAll(async () => {
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
  file = await compileFixture('tsc', project.folder, main);
});

afterAll(async () => {
  await connection?.close();
  await nativeConnection?.close();
});

describe.each(['development', 'production'] as const)('files that tsc wrote, bundled for %s', (mode) => {
  let worker: Worker;
  let running: Promise<void>;
  const taskQueue = `compiled-${mode}-${randomUUID()}`;
  const options = { mode, cache: false, cwd: project.folder };

  beforeAll(async () => {
    const workflows = ['fails', 'stub'].map((name) => ({ name, file }));
    const { code } = await bundleWorkflows({ workflows, ...options });
    worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowBundle: { code } });
    running = worker.run();
  });

  afterAll(async () => {
    worker?.shutdown();
    await running;
  });

  async function failureOf(type: string): Promise<ApplicationFailure> {
    const workflow = {
      taskQueue,
      workflowId: randomUUID(),
      args: [{ deep: 3 }],
      workflowExecutionTimeout: '100s',
    } as const;
    const error = await new Client({ connection }).workflow.execute(type, workflow).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
    throw new Error(`'${type}' should have failed`);
  }

  test("a failure's stack names the TypeScript file and line", async () => {
    const failure = await failureOf('fails');
    expect(failure.message).toBe('too deep: 3');
    expect(failure.failure?.stackTrace).toContain(`${main}:9:`);
  });

  test('the use of a stub is reported with the TypeScript file, line and code', async () => {
    const { message } = await failureOf('stub');
    expect(message).toContain(`${main}:14:`);
    expect(message).toMatch(/\bdb\.ts:1: const node_net_1 = require/);
    expect(message).toMatch(/\n {4,}return db_1\.pool\.query\(text\);\n/);
  });

  test('an error at the top level is reported with the TypeScript file, line and code', async () => {
    const workflows = [{ name: 'top', file: file.replace('main.js', 'top.js') }];
    await expect(bundleWorkflows({ workflows, ...options })).rejects.toMatchObject({
      code: 'TFN_BUNDLE_LOAD_FAILED',
      message: expect.stringMatching(/top\.ts:6:\d+\.\n\n {4}export const url = settings!\.url;\n/) as string,
    });
  });
});
