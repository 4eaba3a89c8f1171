import { createPlan, fillOrigins } from '../../src/bundle/plan/bundle-plan.ts';
import { findShared, refuseVersion } from '../../src/bundle/emit/fast-path.ts';
import { linkBundle } from '../../src/bundle/emit/linker.ts';
import type * as Bundling from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const file = project.write({
  'main.ts': `import { tfn } from '@tfn/core';
const seen: number[] = [];
export const w = tfn.workflow('w', async () => seen.push(1));`,
});

async function link(): Promise<string> {
  const options = { workflows: [{ name: 'w', file }], cwd: project.folder };
  const plan = createPlan(options);
  return fillOrigins(await linkBundle(plan, options), plan);
}

test('two workflows of a linked bundle share no module of the user', async () => {
  expect(findShared(await link())).toBeUndefined();
});

test('the self-check detects a bundle with its own module cache', async () => {
  const code = (await link()).replace('globalThis.__webpack_module_cache__', '{}');
  expect(findShared(code)).toBe('a second workflow does not load its own modules');
});

test('the self-check detects a module that two workflows share', async () => {
  const code = (await link())
    .replace('const known = cache[id];', 'const known = cache[id] ?? (cache[id] = keep[id]);')
    .replace(
      'const module = (cache[id] = { id, exports: {} });',
      'const module = (cache[id] = keep[id] = { id, exports: {} });',
    );
  expect(findShared(code.replace('const cache =', 'const keep = {}; const cache ='))).toMatch(
    /two workflows share the module|does not load/,
  );
});

test.each(['1.24.0', '1.24.7'])('version %s of the SDK is known', (version) => {
  expect(refuseVersion(version)).toBe('');
});

test.each(['1.23.0', '1.25.0', '2.0.0'])(
  'version %s of the SDK is not known, so its own bundler is used',
  (version) => {
    expect(refuseVersion(version)).toContain(version);
  },
);

test('with another version of the SDK its own bundler is used, with one line in the log', async () => {
  const info = jest.fn();
  const logger = { debug: jest.fn(), info, warn: jest.fn(), error: jest.fn() };
  const options = { workflows: [{ name: 'w', file }], cwd: project.folder, cache: false, logger };
  await jest.isolateModulesAsync(async () => {
    jest.doMock('@temporalio/worker/package.json', () => ({ version: '1.99.0' }));
    const { bundleWorkflows } = (await import('../../src/bundle/index.ts')) as typeof Bundling;
    expect((await bundleWorkflows(options)).builtBy).toBe('sdk');
    expect((await bundleWorkflows(options)).builtBy).toBe('sdk');
  });
  expect(info.mock.calls).toEqual([[expect.stringMatching(/SDK's bundler.*1\.99\.0/)]]);
});
