import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { BundleOptions, WorkerPlugin } from '@temporalio/worker';
import type { tfn as coreTfn } from '@tfn/core';
import { buildWorkflowBundle, readWorkflowBundle, tfn } from '@tfn/worker';
import type { WorkerOptions } from '@tfn/worker';
import { createTempProject } from './temp-project.ts';

const address = process.env['TFN_TEST_ADDRESS'] as string;
const project = createTempProject();
const own = (name: string): string => path.join(project.folder, name);

const BYTES = 'const bytes = (text) => new TextEncoder().encode(text);\n';
const PAYLOADS = (mark: string): string => `{
  toPayload: (value) => ({ metadata: { encoding: bytes('json/plain'), mark: bytes('${mark}') }, data: bytes(JSON.stringify(value ?? null)) }),
  fromPayload: (payload) => JSON.parse(new TextDecoder().decode(payload.data)),
}`;
const INTERCEPTORS = (mark: string): string =>
  `() => ({ inbound: [{ execute: async (input, next) => (await next(input)) + ' ${mark}' }] })`;

/** The workflow's file exports everything, and imports what another file has beside a converter. */
project.write({
  'main.cjs': `const { tfn } = require('@tfn/core');
const { half } = require('./index.cjs');
${BYTES}
exports.payloadConverter = ${PAYLOADS('own')};
exports.interceptors = ${INTERCEPTORS('own')};
exports.w = tfn.workflow('temporal-modules', async (_ctx, x) => 'half ' + half(x));
exports.fails = tfn.workflow('temporal-modules-fail', async () => { throw new Error('wrong'); });`,
  'index.cjs': "module.exports = { ...require('./all.cjs') };",
  'all.cjs': `${BYTES}
const failureConverter = {
  errorToFailure: (error) => ({ message: 'converted', source: 'test', applicationFailureInfo: { type: 'Converted', nonRetryable: true } }),
  failureToError: (failure) => new Error(failure.message ?? ''),
};
const payloadConverter = ${PAYLOADS('barrel')};
const interceptors = ${INTERCEPTORS('barrel')};
const half = (x) => x / 2;
module.exports = { half, payloadConverter, failureConverter, interceptors };`,
});

let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address });
});
afterAll(async () => connection?.close());

interface Definitions {
  readonly w: ReturnType<typeof coreTfn.workflow>;
  readonly fails: ReturnType<typeof coreTfn.workflow>;
}
const definitions = require(own('main.cjs')) as Definitions;

/** Runs the workflow with a worker; returns its result, and the mark of the converter that made its payload. */
async function run(
  options: WorkerOptions,
  name = 'temporal-modules',
): Promise<{ result?: string; mark?: string; failure?: string }> {
  const taskQueue = `temporal-modules-${randomUUID()}`;
  const worker = tfn.worker({ temporal: { address }, ...options, taskQueue });
  worker.register(definitions.w).register(definitions.fails);
  const ended = worker.start();
  ended.catch(() => undefined);
  await worker.ready();
  try {
    const client = new Client({ connection });
    const handle = await client.workflow.start(name, {
      taskQueue,
      workflowId: taskQueue,
      args: [8],
      workflowExecutionTimeout: '60s',
    });
    const result = await handle.result().catch(() => undefined);
    const { events = [] } = await handle.fetchHistory();
    const last = events?.at(-1);
    const payload = last?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
    const failure = last?.workflowExecutionFailedEventAttributes?.failure?.message;
    return {
      ...(result !== undefined && { result: result as string }),
      ...(payload?.metadata?.['mark'] && { mark: Buffer.from(payload.metadata['mark']).toString() }),
      ...(failure && { failure }),
    };
  } finally {
    await worker.stop();
    await ended;
  }
}

describe.each(['development', 'production'] as const)('a worker that bundles for %s', (mode) => {
  const bundle = { mode, cwd: project.folder, cache: false };

  test('runs the converter and the interceptors of the file that defines its workflows', async () => {
    const outcome = await run({
      bundle,
      dataConverter: { payloadConverterPath: own('main.cjs') },
      interceptors: { workflowModules: [own('main.cjs')] },
    });
    expect(outcome).toEqual({ result: 'half 4 own', mark: 'own' });
  });

  test('runs those of a barrel file that a workflow imports, after interceptors of the option of its bundle', async () => {
    const options: WorkerOptions = {
      bundle: { ...bundle, workflowInterceptorModules: [own('main.cjs')] },
      dataConverter: { payloadConverterPath: own('index.cjs'), failureConverterPath: own('index.cjs') },
      interceptors: { workflowModules: [own('index.cjs')] },
    };
    expect(await run(options)).toEqual({ result: 'half 4 barrel own', mark: 'barrel' });
    expect(await run(options, 'temporal-modules-fail')).toEqual({ failure: 'converted' });
  });
});

test('the interceptors of a plugin run', async () => {
  const plugin: WorkerPlugin & { configureBundler(options: BundleOptions): BundleOptions } = {
    name: 'hooks',
    configureBundler: (options) => ({
      ...options,
      workflowInterceptorModules: [...(options.workflowInterceptorModules ?? []), own('index.cjs')],
    }),
  };
  const bundle = { cwd: project.folder, cache: false };
  expect(await run({ bundle, plugins: [plugin] })).toEqual({ result: 'half 4 barrel' });
});

describe('a prebuilt bundle', () => {
  const outFile = own('dist/workflows.js');
  const dataConverter = { payloadConverterPath: own('main.cjs') };
  const interceptors = { workflowModules: [own('index.cjs')] };

  test('runs what it was built with', async () => {
    await buildWorkflowBundle({
      workflows: ['temporal-modules', 'temporal-modules-fail'].map((name) => ({ name, file: own('main.cjs') })),
      cwd: project.folder,
      outFile,
      payloadConverterPath: own('main.cjs'),
      workflowInterceptorModules: [own('index.cjs')],
      mode: 'development',
    });
    const bundle = readWorkflowBundle(outFile);
    expect(await run({ bundle, dataConverter, interceptors })).toEqual({ result: 'half 4 barrel', mark: 'own' });
  });

  test.each<[string, WorkerOptions, string]>([
    ['without its converter', { interceptors }, "bundle was built with 'payloadConverterPath'"],
    [
      'with another kind of converter',
      { dataConverter: { ...dataConverter, failureConverterPath: own('index.cjs') } },
      "'dataConverter.failureConverterPath' is given, but the bundle was built without it",
    ],
    [
      'with other interceptors',
      { dataConverter, interceptors: { workflowModules: [own('main.cjs')] } },
      "interceptors of 'main' are given, but the bundle was built without them",
    ],
  ])('is refused by a worker %s', async (_, options, problem) => {
    const bundle = readWorkflowBundle(outFile);
    await expect(run({ bundle, ...options })).rejects.toMatchObject({
      code: 'TFN_WORKER_OPTIONS',
      message: expect.stringContaining(problem) as string,
    });
  });
});

test.each([
  ['workflowsPath', 'workflows.js', 'worker.register'],
  ['workflowBundle', { code: '' }, "'bundle'"],
  ['bundlerOptions', { ignoreModules: ['x'] }, "'stub'"],
  ['activities', {}, 'worker.register'],
  ['namespace', 'other', "'temporal.namespace'"],
  ['bundle', { payloadConverterPath: 'x.js' }, "'dataConverter.payloadConverterPath'"],
  ['bundle', { workflows: [] }, 'worker.register'],
])("Temporal's option %s, which would have no effect, is refused", (name, value, instead) => {
  expect(() => tfn.worker({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'TFN_WORKER_OPTIONS', message: expect.stringContaining(instead) as string }),
  );
});
