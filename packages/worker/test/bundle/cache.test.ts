import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evict } from '../../src/bundle/cache/bundle-cache.ts';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const source = (result: number): string =>
  `import { tfn } from '@tfn/core'; import { add } from './add'; export const w = tfn.workflow('w', async () => add(${result}));`;
const file = project.write({ 'main.ts': source(1), 'add.ts': 'export const add = (x: number) => x + 1;' });
const cache = path.join(project.folder, 'cache');
const options = { workflows: [{ name: 'w', file }], cwd: project.folder, cache };

test('unchanged sources return the same bundle, from the disk', async () => {
  const first = await bundleWorkflows(options);
  const again = await bundleWorkflows(options);
  expect(again).toEqual(first);
  expect(readdirSync(cache)).toHaveLength(1);
});

test('a changed file, direct or imported, makes a new bundle; the old content has the old hash', async () => {
  const first = await bundleWorkflows(options);
  project.write({ 'add.ts': 'export const add = (x: number) => x + 2;' });
  const second = await bundleWorkflows(options);
  expect(second.hash).not.toBe(first.hash);
  project.write({ 'add.ts': 'export const add = (x: number) => x + 1;' });
  expect((await bundleWorkflows(options)).hash).toBe(first.hash);
});

test('a file written while it is bundled makes a new bundle next time', async () => {
  const own = { ...options, workflows: [{ name: 'w', file: project.write({ 'busy.ts': source(1) }) }] };
  const making = bundleWorkflows(own);
  project.write({ 'busy.ts': source(123456789) });
  const first = await making;
  expect((await bundleWorkflows(own)).code).toContain('123456789');
  expect(first.code).not.toContain('123456789');
});

test('a file with a new time and the same content makes no new bundle', async () => {
  const first = await bundleWorkflows(options);
  utimesSync(file, new Date(0), new Date(0));
  expect(await bundleWorkflows(options)).toEqual(first);
});

test('other options have their own entry', async () => {
  const before = readdirSync(cache).length;
  await bundleWorkflows({ ...options, stub: ['./add'] });
  expect(readdirSync(cache)).toHaveLength(before + 1);
});

test('a damaged entry is replaced', async () => {
  const folder = path.join(project.folder, 'damaged');
  mkdirSync(folder);
  const good = await bundleWorkflows({ ...options, cache: folder });
  for (const name of readdirSync(folder))
    writeFileSync(path.join(folder, name), readFileSync(path.join(folder, name)).subarray(0, 50));
  await jest.isolateModulesAsync(async () => {
    const fresh = (await import('../../src/bundle/index.ts')) as { bundleWorkflows: typeof bundleWorkflows };
    expect((await fresh.bundleWorkflows({ ...options, cache: folder })).hash).toBe(good.hash);
  });
});

test('the least recently used entries are removed when the cache exceeds its size', () => {
  const folder = path.join(project.folder, 'full');
  mkdirSync(folder);
  for (const [index, name] of ['oldest', 'middle', 'newest'].entries()) {
    const entry = path.join(folder, `${name}.bundle`);
    writeFileSync(entry, Buffer.alloc(100));
    utimesSync(entry, index + 1, index + 1);
  }
  evict(folder, 250);
  expect(readdirSync(folder).sort()).toEqual(['middle.bundle', 'newest.bundle']);
});
