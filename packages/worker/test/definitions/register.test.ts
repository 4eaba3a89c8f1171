import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTfnError } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { tfn } from '@tfn/worker';
import * as empty from '../fixtures/modules/empty.ts';
import * as modules from '../fixtures/modules/index.ts';
import { createDefinitions } from '../../src/definitions/definitions.ts';

const charge = tfn.fn('charge', async () => 'charged');
const order = tfn.workflow('order', async () => 'ordered');
const elsewhere = tfn.fn('elsewhere', async () => 'there', { taskQueue: 'there' });
const here = tfn.workflow('here', async () => 'here', { taskQueue: 'here' });

function errorOf(call: () => unknown): TfnError {
  try {
    call();
  } catch (error) {
    if (isTfnError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

async function rejectionOf(promise: Promise<unknown>): Promise<TfnError> {
  const error = await promise.then(() => undefined).catch((thrown: unknown) => thrown);
  if (isTfnError(error)) return error;
  throw new Error(`no TfnError: ${String(error)}`);
}

describe('worker.register', () => {
  test('accepts functions and workflows, chained', () => {
    const worker = tfn.worker({ taskQueue: 'here' });
    expect(worker.register(charge).register(order).register(here)).toBe(worker);
    expect(worker.taskQueue).toBe('here');
  });

  test('accepts the same definition again', () => {
    expect(() => tfn.worker().register(charge).register(charge)).not.toThrow();
  });

  test.each([
    [undefined, 'undefined'],
    ['charge', "'charge'"],
    [{ name: 'charge', handler: async () => 1 }, 'object'],
    [async () => 1, 'function'],
    [tfn.defineSignal('cancel'), 'signal'],
  ])('rejects a value that is not a definition: %p', (value, got) => {
    const error = errorOf(() => tfn.worker().register(value));
    expect(error.code).toBe('TFN_REGISTER_INVALID');
    expect(error.message).toBe(`worker.register needs a definition made with tfn.fn or tfn.workflow, but got ${got}.`);
  });

  test('rejects two definitions with one name, and shows both locations', () => {
    const twin = { ...charge, source: { file: '/other/charge.ts', line: 3, column: 5 } };
    const error = errorOf(() => tfn.worker().register(charge).register(twin));
    expect(error.code).toBe('TFN_REGISTER_DUPLICATE');
    expect(error.message).toMatch(/Two functions named 'charge' .*register\.test\.ts:\d+:\d+.*\/other\/charge\.ts:3:5/);
  });

  test('lets a function and a workflow share a name', () => {
    const both = tfn.workflow('charge', async () => 'a workflow');
    expect(() => tfn.worker().register(charge).register(both)).not.toThrow();
  });

  test.each([
    [elsewhere, "The function 'elsewhere' belongs to the task queue 'there', but this worker polls 'default'"],
    [here, "The workflow 'here' belongs to the task queue 'here', but this worker polls 'default'"],
  ])('rejects a definition of another task queue', (def, message) => {
    const error = errorOf(() => tfn.worker().register(def));
    expect(error.code).toBe('TFN_TASK_QUEUE_MISMATCH');
    expect(error.message).toContain(message);
  });
});

describe('worker.registerModule', () => {
  test('accepts all definitions that a module exports, including nested modules', () => {
    const definitions = createDefinitions('default');
    definitions.addModule(modules, 'the module');
    expect([...definitions.functions.keys()]).toEqual(['inner']);
    expect([...definitions.workflows.keys()]).toEqual(['outer']);
  });

  test('rejects a module without definitions', () => {
    const error = errorOf(() => tfn.worker().registerModule(empty));
    expect(error.code).toBe('TFN_MODULE_INVALID');
    expect(error.message).toContain('it exports no function or workflow definition');
  });

  test.each([
    ['no-such-file.ts', /Cannot find module/],
    ['throws.ts', /no database/],
    ['empty.ts', /it exports no function or workflow definition/],
  ])('reports at start what is wrong with a path: %s', async (file, problem) => {
    const path = join(__dirname, '../fixtures/modules', file);
    const error = await rejectionOf(tfn.worker().registerModule(path).start());
    expect(error.code).toBe('TFN_MODULE_INVALID');
    expect(error.message).toContain(path);
    expect(error.message).toMatch(problem);
  });
});

describe('tfn.worker', () => {
  test.each([
    ['maxConcurrentActivities', 'maxConcurrentActivityTaskExecutions'],
    ['maxConcurrentWorkflows', 'maxConcurrentWorkflowTaskExecutions'],
  ])('rejects both names of one option: %s', (ours, theirs) => {
    const error = errorOf(() => tfn.worker({ [ours]: 1, [theirs]: 1 }));
    expect(error.code).toBe('TFN_WORKER_OPTIONS');
    expect(error.message).toContain(`'${ours}' and '${theirs}' are two names for one thing`);
  });

  test('does not start with nothing to run', async () => {
    const worker = tfn.worker({ taskQueue: 'orders' });
    const error = await rejectionOf(worker.start());
    expect(error.code).toBe('TFN_WORKER_EMPTY');
    expect(error.message).toContain("The worker of task queue 'orders' has nothing to run.");
    expect(await rejectionOf(worker.ready())).toBe(error);
  });

  test.each([
    ['worker.start', (worker: ReturnType<typeof tfn.worker>) => worker.start()],
    ['worker.register', (worker: ReturnType<typeof tfn.worker>) => worker.register(charge)],
    ['worker.registerModule', (worker: ReturnType<typeof tfn.worker>) => worker.registerModule(modules)],
  ])('accepts nothing after its start: %s', async (call, run) => {
    const worker = tfn.worker();
    const starting = worker.start();
    const error = errorOf(() => run(worker));
    expect(error.code).toBe('TFN_WORKER_STARTED');
    expect(error.message).toContain(`${call} came after worker.start().`);
    await rejectionOf(starting);
  });

  test('does not start a workflow whose file is unknown', async () => {
    const lost = { ...order, source: undefined };
    const temporal = { address: 'localhost:1', connectTimeout: 1 } as const;
    const worker = tfn.worker({ temporal }).register(lost);
    expect((await rejectionOf(worker.start())).code).toBe('TFN_WORKFLOW_UNLOCATED');
  });

  test('stops before it has started', async () => {
    await expect(tfn.worker().stop()).resolves.toBeUndefined();
  });

  test('fails when Temporal does not answer, and names the address', async () => {
    const temporal = { address: '127.0.0.1:1', connectTimeout: '5s' } as const;
    const error = await rejectionOf(tfn.worker({ temporal }).register(charge).start());
    expect(error.code).toBe('TFN_WORKER_UNREACHABLE');
    expect(error.message).toMatch(/^Temporal did not answer at 127\.0\.0\.1:1 within 5 s \(Connection refused\)\./);
  });

  test('reads the address from the option, the environment and the profile, in this order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tfn-worker-'));
    const file = join(folder, 'temporal.toml');
    writeFileSync(file, '[profile.default]\naddress = "127.0.0.1:2"\n[profile.other]\naddress = "127.0.0.1:3"\n');
    const { TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE } = process.env;
    const addressOf = async (temporal: { address?: string; profile?: string }): Promise<unknown> => {
      const worker = tfn.worker({ temporal: { ...temporal, connectTimeout: 1 } }).register(charge);
      return (await rejectionOf(worker.start())).details['address'];
    };
    try {
      process.env['TEMPORAL_CONFIG_FILE'] = file;
      delete process.env['TEMPORAL_ADDRESS'];
      expect(await addressOf({})).toBe('127.0.0.1:2');
      expect(await addressOf({ profile: 'other' })).toBe('127.0.0.1:3');
      expect(await addressOf({ address: '127.0.0.1:4' })).toBe('127.0.0.1:4');
      process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:5';
      expect(await addressOf({})).toBe('127.0.0.1:5');
    } finally {
      for (const [key, value] of Object.entries({ TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE }))
        if (value === undefined) delete process.env[key];
        else process.env[key] = value;
      rmSync(folder, { recursive: true });
    }
  });
});
