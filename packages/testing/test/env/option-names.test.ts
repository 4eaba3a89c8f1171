import { tfn as clientTfn } from '@tfn/client';
import { tfn as httpTfn } from '@tfn/client/http';
import { tfn as testTfn } from '@tfn/testing';
import { expressRouter, fastifyPlugin, fetchHandler } from '@tfn/triggers-http';
import { createHttpHandler } from '@tfn/triggers-http/handler';
import { syncSchedules } from '@tfn/triggers-cron';
import { tfn } from '@tfn/worker';

const refused = (message: string): Error =>
  expect.objectContaining({
    code: 'TFN_OPTIONS_INVALID',
    message: expect.stringContaining(message) as string,
  }) as Error;

describe('the options of a worker', () => {
  it.each<[unknown, string]>([
    [{ taskQeue: 'orders' }, "'taskQeue' is unknown; did you mean 'taskQueue'?"],
    [{ maxCachedWorkflow: 5 }, "did you mean 'maxCachedWorkflows'?"],
    [{ temporal: { adress: 'x:1' } }, "did you mean 'temporal.address'?"],
    [{ telemetry: { logPayload: true } }, "did you mean 'telemetry.logPayloads'?"],
    [{ defaults: { retires: 3 } }, "'retires' cannot have a default, did you mean 'retries'?"],
    [{ defaults: { timeout: 0 } }, 'timeout: 0 is not a duration of at least 1 ms'],
    [{ taskQueue: '' }, "taskQueue: '' is not a non-empty string"],
    ...[0, -1, 1.5, Number.NaN, Infinity, '10', null].map((value): [unknown, string] => [
      { maxConcurrentActivities: value },
      'the worker: maxConcurrentActivities: ' +
        (value === '10' ? "'10'" : String(value)) +
        ' is not a whole number from 1',
    ]),
    [{ maxConcurrentWorkflowTaskPolls: 0 }, 'maxConcurrentWorkflowTaskPolls: 0 is not a whole number from 1'],
    [{ workflowThreadPoolSize: -2 }, 'workflowThreadPoolSize: -2 is not a whole number from 1'],
    [{ maxCachedWorkflows: -1 }, 'maxCachedWorkflows: -1 is not a whole number from 0'],
    [{ maxPayloadSize: -1 }, 'maxPayloadSize: -1 is not a number above 0'],
    [{ maxActivitiesPerSecond: Number.NaN }, 'maxActivitiesPerSecond: NaN is not a number above 0'],
    [{ nonStickyToStickyPollRatio: 2 }, 'nonStickyToStickyPollRatio: 2 is not a number from 0 to 1'],
    [
      { shutdownGraceTime: -1, shutdownForceTime: 'soon' },
      "shutdownGraceTime: -1 is not a duration; shutdownForceTime: 'soon' is not",
    ],
    [{ temporal: { connectTimeout: -5 } }, 'temporal.connectTimeout: -5 is not a duration'],
    [{ temporal: 'localhost:7233' }, "temporal: 'localhost:7233' is not an object"],
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
  it.each<[unknown, string]>([
    [{ engin: 'memory' }, "did you mean 'engine'?"],
    [{ taskQueue: '' }, "taskQueue: '' is not a non-empty string"],
    [{ strict: 'yes' }, "strict: 'yes' is not true or false"],
    ['memory', "'memory' is not an object"],
  ])('%p are refused', async (options, message) => {
    await expect(testTfn.testEnv(options as never)).rejects.toEqual(refused(message));
  });
});

describe('the options of an HTTP adapter', () => {
  const client = {} as never;
  it.each<[string, (options: never) => unknown]>([
    ['expressRouter', (options) => expressRouter(client, options)],
    ['fastifyPlugin', (options) => fastifyPlugin(client, options)],
    ['fetchHandler', (options) => fetchHandler(client, options)],
    ['createHttpHandler', (options) => createHttpHandler(client, options)],
  ])('of %s are refused', (name, adapter) => {
    for (const [options, message] of [
      [{ basepath: '/v1' }, `${name}: 'basepath' is unknown; did you mean 'basePath'?`],
      [{ bodyLimit: -1 }, `${name}: bodyLimit: -1 is not a whole number`],
      [{ metrics: 'x' }, `${name}: metrics: 'x' is not an object`],
      [
        { statusRoute: { autorize: () => true } },
        "'statusRoute.autorize' is unknown; did you mean 'statusRoute.authorize'?",
      ],
      [{ openapi: { titel: 'Shop' } }, "did you mean 'openapi.title'?"],
      ['/v1', "'/v1' is not an object"],
    ] as const)
      expect(() => adapter(options as never)).toThrow(refused(message));
  });

  it('of syncSchedules are refused', async () => {
    await expect(syncSchedules(client, { app: 'x', dryrun: true } as never)).rejects.toEqual(
      refused("syncSchedules: 'dryrun' is unknown; did you mean 'dryRun'?"),
    );
  });
});
