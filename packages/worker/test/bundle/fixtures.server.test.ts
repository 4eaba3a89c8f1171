import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { SCHEMA_ACTIVITY } from '@tfn/core/internal';
import type { SchemaCall } from '@tfn/core/internal';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import type { WorkflowBundle } from '../../src/bundle/index.ts';
import { compileFixture } from './compile-fixture.ts';
import { declarationFixtures } from './fixture-table/declarations.ts';
import { formatFixtures } from './fixture-table/formats.ts';
import { importFixtures } from './fixture-table/imports.ts';
import { vocabularyFixtures } from './fixture-table/vocabulary.ts';

const address = process.env.TFN_TEST_ADDRESS ?? '';
const fixtures = [...importFixtures, ...vocabularyFixtures, ...declarationFixtures, ...formatFixtures].map(
  (fixture, index) => ({ ...fixture, name: `wf${index}` }),
);

let root: string;
let connection: Connection;
let nativeConnection: NativeConnection;
const mains = new Map<string, string>();

beforeAll(async () => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tfn-fixtures-')));
  for (const { name, files, links = {}, compile } of fixtures) {
    const folder = path.join(root, name);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text.replaceAll('NAME', name));
    }
    for (const [link, target] of Object.entries(links)) {
      mkdirSync(path.dirname(path.join(folder, link)), { recursive: true });
      symlinkSync(path.join(folder, target), path.join(folder, link), 'junction');
    }
    const main = path.join(folder, Object.keys(files)[0] ?? '');
    mains.set(name, compile === undefined ? main : await compileFixture(compile, folder, main));
  }
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
});

afterAll(async () => {
  await connection?.close();
  await nativeConnection?.close();
  rmSync(root, { recursive: true, force: true });
});

describe.each(['development', 'production'] as const)('fixtures bundled for %s, run by a real worker', (mode) => {
  let bundle: WorkflowBundle;
  let code: string;
  let worker: Worker;
  let running: Promise<void>;
  const taskQueue = `fixtures-${mode}-${randomUUID()}`;

  beforeAll(async () => {
    const workflows = fixtures.map(({ name }) => ({ name, file: mains.get(name) ?? '' }));
    bundle = await bundleWorkflows({ workflows, mode, cache: false, cwd: path.resolve(__dirname, '../..') });
    code = bundle.code.replace(/^\/\/# sourceMappingURL.*$/m, '');
    const activities = {
      [SCHEMA_ACTIVITY]: async ({ value }: SchemaCall) => value,
      ...Object.fromEntries(
        bundle.functionNames.map((name) => [name, async (x: unknown) => (typeof x === 'number' ? x * 10 : x)]),
      ),
    };
    worker = await Worker.create({
      connection: nativeConnection,
      taskQueue,
      workflowBundle: { code: bundle.code },
      activities,
    });
    running = worker.run();
  });

  afterAll(async () => {
    worker?.shutdown();
    await running;
  });

  test.each(fixtures)('$title', async ({ name, result, gone = [], kept = [] }) => {
    const client = new Client({ connection });
    const value = await client.workflow.execute(name, {
      taskQueue,
      workflowId: `${taskQueue}-${name}`,
      args: [4],
      workflowTaskTimeout: '10s',
      workflowExecutionTimeout: '100s',
    });
    expect(value).toEqual(result);
    for (const text of gone)
      expect({ text, held: code.includes(text.replaceAll('NAME', name)) }).toEqual({ text, held: false });
    for (const text of kept)
      expect({ text, held: code.includes(text.replaceAll('NAME', name)) }).toEqual({ text, held: true });
  });
});
