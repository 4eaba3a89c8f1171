import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createPlan, fillOrigins } from '../../src/bundle/plan/bundle-plan.ts';
import type { BundlePlan } from '../../src/bundle/plan/bundle-plan.ts';
import { linkBundle } from '../../src/bundle/emit/linker.ts';
import { createProgram } from './random-program.ts';
import { createTempProject } from './temp-project.ts';

const PROGRAMS = 500;
const address = process.env.TFN_TEST_ADDRESS ?? '';
const project = createTempProject();
const programs = Array.from({ length: PROGRAMS }, (_, index) => createProgram(index + 1));

let connection: Connection;
let nativeConnection: NativeConnection;

beforeAll(async () => {
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
});

afterAll(async () => {
  await connection?.close();
  await nativeConnection?.close();
});

/** A workflow that runs the workflows of all programs in the sandbox of a real worker. */
const ALL = `import { tfn } from '@tfn/core';
export const all = tfn.workflow('all', async (_ctx, x: number) => {
  const registry = (globalThis as any)[Symbol.for('@tfn/registry')].workflow;
  const found = [...registry.values()].filter(({ name }) => name.startsWith('flow'));
  return Object.fromEntries(found.map(({ name, handler }) => [name, handler({}, x)]));
});`;

async function runAll(plan: BundlePlan, options: Parameters<typeof linkBundle>[1]): Promise<unknown> {
  const taskQueue = `fuzz-${randomUUID()}`;
  const code = fillOrigins(await linkBundle(plan, options), plan);
  const worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowBundle: { code } });
  const client = new Client({ connection });
  return worker.runUntil(
    client.workflow.execute('all', {
      taskQueue,
      workflowId: taskQueue,
      args: [3],
      workflowTaskTimeout: '30s',
      workflowExecutionTimeout: '100s',
    }),
  );
}

test(`the workflows of ${PROGRAMS} random programs have the same results with and without pruning, on a real worker`, async () => {
  const all = project.write({ 'all.ts': ALL });
  const mains = programs.map((program, index) => {
    project.write(program.files(`p${index + 1}`));
    return path.join(project.folder, `p${index + 1}`, program.main);
  });
  const options = { workflows: [{ name: 'all', file: all }], files: mains, cwd: project.folder };
  const plan = createPlan(options);
  const isOwn = (file: string): boolean => file.startsWith(project.folder);
  const unpruned = {
    ...plan,
    sourceOf: (file: string) => (isOwn(file) ? readFileSync(file, 'utf8') : plan.sourceOf(file)),
  };
  const expected = Object.fromEntries(programs.map((program, index) => [`flow${index + 1}`, program.result(3)]));
  expect(await runAll(plan, options)).toEqual(expected);
  expect(await runAll(unpruned, options)).toEqual(expected);
}, 180_000);
