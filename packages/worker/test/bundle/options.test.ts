import path from 'node:path';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const file = project.write({
  'main.ts': "import { tfn } from '@tfn/core'; tfn.workflow('w', async () => 1);",
  'converter.js':
    "Object.defineProperty(exports, 'payloadConverter', { get() { throw new Error('the payload converter is read'); } });",
  'failures.js':
    "Object.defineProperty(exports, 'failureConverter', { get() { throw new Error('the failure converter is read'); } });",
  'interceptors.js': "exports.interceptors = () => { throw new Error('the interceptors are asked for'); };",
});
const own = (name: string): string => path.join(project.folder, name);
const options = { workflows: [{ name: 'w', file }], cwd: project.folder, cache: false };

describe.each(['development', 'production'] as const)('a bundle for %s', (mode) => {
  test.each([
    ['the payload converter is read', { payloadConverterPath: own('converter.js') }],
    ['the failure converter is read', { failureConverterPath: own('failures.js') }],
    ['the interceptors are asked for', { workflowInterceptorModules: [own('interceptors.js')] }],
  ])('contains what its options add: %s', async (message, given) => {
    await expect(bundleWorkflows({ ...options, ...given, mode })).rejects.toMatchObject({
      code: 'TFN_BUNDLE_LOAD_FAILED',
      message: expect.stringContaining(message) as string,
    });
  });
});

test("a webpackConfigHook implies the SDK's bundler, and receives every file", async () => {
  const seen: string[] = [];
  const { builtBy } = await bundleWorkflows({
    ...options,
    webpackConfigHook: (config) => ({
      ...config,
      plugins: [
        ...(config.plugins ?? []),
        (compiler) => {
          compiler.hooks.done.tap('test', ({ compilation }) => void seen.push(...compilation.fileDependencies));
        },
      ],
    }),
  });
  expect(builtBy).toBe('sdk');
  for (const name of [file, require.resolve('@temporalio/workflow')]) expect(seen).toContain(name);
});
