import { tfn as clientTfn } from '@tfn/client';
import { tfn as httpTfn } from '@tfn/client/http';
import { tfn as testTfn } from '@tfn/testing';
import { tfn } from '@tfn/worker';

const refused = (message: string): Error =>
  expect.objectContaining({
    code: 'TFN_OPTIONS_INVALID',
    message: expect.stringContaining(message) as string,
  }) as Error;

describe('the options of a worker', () => {
  it.each([
    [{ taskQeue: 'orders' }, "'taskQeue' is unknown; did you mean 'taskQueue'?"],
    [{ maxCachedWorkflow: 5 }, "did you mean 'maxCachedWorkflows'?"],
    [{ temporal: { adress: 'x:1' } }, "did you mean 'temporal.address'?"],
    [{ telemetry: { logPayload: true } }, "did you mean 'telemetry.logPayloads'?"],
    [{ defaults: { retires: 3 } }, "'retires' cannot have a default, did you mean 'retries'?"],
    [{ defaults: { timeout: 0 } }, 'timeout: 0 is not a duration of at least 1 ms'],
    [{ taskQueue: '' }, "taskQueue: '' is not a non-empty string"],
  ])('%p are refused', (options, message) => {
    expect(() => tfn.worker(options as never)).toThrow(refused(message));
  });

  it('may be those of a newer SDK of Temporal', () => {
    expect(() => tfn.worker({ xyz: 1 } as never)).not.toThrow();
  });
});

describe('the options of a client', () => {
  it.each([
    [{ taskqueue: 'orders' }, "'taskqueue' is unknown; did you mean 'taskQueue'?"],
    [{ temporal: { nameSpace: 'x' } }, "did you mean 'temporal.namespace'?"],
    [{ taskQueue: ' ' }, "taskQueue: ' ' is not a non-empty string"],
  ])('%p are refused, over both transports', (options, message) => {
    expect(() => clientTfn.client(options as never)).toThrow(refused(message));
    expect(() => httpTfn.client(options as never)).toThrow(refused(message));
  });
});

describe('the options of a test environment', () => {
  it.each([
    [{ engin: 'memory' }, "did you mean 'engine'?"],
    [{ taskQueue: '' }, "taskQueue: '' is not a non-empty string"],
  ])('%p are refused', async (options, message) => {
    await expect(testTfn.testEnv(options as never)).rejects.toEqual(refused(message));
  });
});
