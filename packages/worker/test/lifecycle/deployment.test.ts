import { tfn, toBuildId } from '@tfn/worker';
import type { WorkerOptions } from '@tfn/worker';
import { toDeploymentOptions } from '../../src/lifecycle/deployment.ts';

const bundle = {
  hash: '0123456789abcdef0123',
  code: '',
  builtBy: 'sdk',
  warnings: [],
  workflowNames: [],
  functionNames: [],
} as const;

test('the build id of a deployment is the beginning of the bundle’s hash', () => {
  expect(toBuildId(bundle)).toBe('0123456789abcdef');
  expect(toDeploymentOptions({ name: 'shop', versioning: 'auto-upgrade' }, bundle)).toEqual({
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: 'shop', buildId: '0123456789abcdef' },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  });
  expect(toDeploymentOptions(undefined, bundle)).toEqual({});
});

test.each([
  [
    'a name that Temporal would part',
    { deployment: { name: 'shop.eu', versioning: 'pinned' } },
    "'shop.eu' is not a name",
  ],
  ['another versioning', { deployment: { name: 'shop', versioning: 'none' } }, "'none' is neither 'pinned' nor"],
  [
    'two names for one thing',
    { deployment: { name: 'shop', versioning: 'pinned' }, workerDeploymentOptions: {} },
    'two names for one thing',
  ],
])('a worker rejects %s', (_what, options, problem) => {
  expect(() => tfn.worker(options as unknown as WorkerOptions)).toThrow(
    expect.objectContaining({ code: 'TFN_WORKER_OPTIONS', message: expect.stringContaining(problem) as string }),
  );
});
