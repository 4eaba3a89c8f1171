import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { evict } from '../../src/bundle/cache/bundle-cache.ts';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import type { BundleOptions, WorkflowBundle } from '../../src/bundle/index.ts';
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
  project.write({ 'busy.ts': source(918273645) });
  const first = await making;
  expect((await bundleWorkflows(own)).code).toContain('918273645');
  expect(first.code).not.toContain('918273645');
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

/** Bundles as another process does, which has nothing in memory. */
async function bundleAfresh(given: BundleOptions): Promise<WorkflowBundle> {
  let made: WorkflowBundle | undefined;
  await jest.isolateModulesAsync(async () => {
    const fresh = (await import('../../src/bundle/index.ts')) as { bundleWorkflows: typeof bundleWorkflows };
    made = await fresh.bundleWorkflows(given);
  });
  return made as WorkflowBundle;
}

/** Another entry, with a right checksum. */
function rewrite(bytes: Buffer, change: (entry: Record<string, unknown>) => unknown): Buffer {
  const content = serialize(change(deserialize(bytes.subarray(32)) as Record<string, unknown>));
  return Buffer.concat([createHash('sha256').update(content).digest(), content]);
}

const BAD = 'globalThis.bad = 1;';

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['that was cut off', (bytes) => bytes.subarray(0, 50)],
  ['that was cut off near its end', (bytes) => bytes.subarray(0, -1)],
  ['that is empty', () => Buffer.alloc(0)],
  ['of zeros, as after a crash', (bytes) => Buffer.alloc(bytes.length)],
  ['that something else wrote', () => Buffer.from('{"bundle":{"code":"bad"}}')],
  ['of an earlier version', (bytes) => bytes.subarray(32)],
  ['in which a byte changed', (bytes) => Buffer.from(bytes).fill(0x20, bytes.length >> 1, (bytes.length >> 1) + 1)],
  [
    'of which the code was edited',
    (bytes) => Buffer.from(bytes.toString('latin1').replace('__TEMPORAL__', '__TEMPORAX__'), 'latin1'),
  ],
  ['of other options', (bytes) => rewrite(bytes, (entry) => ({ ...entry, key: 'other' }))],
  ['without code', (bytes) => rewrite(bytes, (entry) => ({ ...entry, bundle: { hash: 'x' } }))],
  ['without inputs', (bytes) => rewrite(bytes, (entry) => ({ ...entry, inputs: [] }))],
  [
    'whose inputs are no files',
    (bytes) =>
      rewrite(bytes, ({ key, bundle }) => ({ key, bundle: { ...(bundle as object), code: BAD }, inputs: [1] })),
  ],
  ['that is no object', (bytes) => rewrite(bytes, () => null)],
])('an entry %s is made again, and never used', async (title, damage) => {
  const folder = path.join(project.folder, title.replaceAll(/\W/g, '-'));
  const given = { ...options, cache: folder };
  const good = await bundleAfresh(given);
  const [name = ''] = readdirSync(folder);
  const entry = path.join(folder, name);
  const written = readFileSync(entry);
  writeFileSync(entry, damage(written));
  expect(await bundleAfresh(given)).toEqual(good);
  expect(readFileSync(entry).equals(written)).toBe(true);
});

test('an entry that is a folder is no entry', async () => {
  const folder = path.join(project.folder, 'folders');
  const given = { ...options, cache: folder };
  const good = await bundleAfresh(given);
  const entry = path.join(folder, readdirSync(folder)[0] ?? '');
  rmSync(entry);
  mkdirSync(entry);
  expect(await bundleAfresh(given)).toEqual(good);
});

describe('an unusable folder', () => {
  const file = project.write({ 'a-file': '' });
  const dangling = path.join(project.folder, 'dangling');
  symlinkSync(path.join(project.folder, 'not/there'), dangling);
  const loop = path.join(project.folder, 'loop');
  symlinkSync(loop, loop);
  const unusable = [
    ['a file in its place', file],
    ['a file above it', path.join(file, 'below')],
    ['a dangling link', dangling],
    ['a link to itself', loop],
    ['a file system without folders', '/proc/tfn'],
  ] as const;

  test.each(unusable)('is an error within a second that names it: %s', async (_, folder) => {
    const started = Date.now();
    await expect(bundleWorkflows({ ...options, cache: folder })).rejects.toMatchObject({
      code: 'TFN_BUNDLE_CACHE_UNUSABLE',
      message: expect.stringContaining(folder) as string,
    });
    expect(Date.now() - started).toBeLessThan(1000);
  });

  test('is an error when TFN_CACHE_DIR names it, and no error when the cache is off', async () => {
    const { cache: _, ...rest } = options;
    const before = process.env['TFN_CACHE_DIR'];
    process.env['TFN_CACHE_DIR'] = file;
    try {
      await expect(bundleWorkflows(rest)).rejects.toMatchObject({ code: 'TFN_BUNDLE_CACHE_UNUSABLE' });
      await expect(bundleWorkflows({ ...rest, cache: false })).resolves.toBeDefined();
    } finally {
      if (before === undefined) delete process.env['TFN_CACHE_DIR'];
      else process.env['TFN_CACHE_DIR'] = before;
    }
  });

  test('is a warning when it is the default one', async () => {
    const { cache: _, ...rest } = options;
    const before = { ...process.env };
    delete process.env['TFN_CACHE_DIR'];
    process.env['XDG_CACHE_HOME'] = file;
    const warned: string[] = [];
    const nothing = (): void => {};
    const logger = {
      trace: nothing,
      debug: nothing,
      info: nothing,
      error: nothing,
      warn: (text: string) => warned.push(text),
    };
    try {
      await expect(bundleWorkflows({ ...rest, logger })).resolves.toBeDefined();
    } finally {
      process.env = before;
    }
    expect(warned).toEqual([expect.stringMatching(/^Bundles are not cached\. .*a-file/)]);
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
