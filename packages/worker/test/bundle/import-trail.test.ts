import { createImportTrail } from '../../src/bundle/plan/import-trail.ts';

const cwd = '/shop';
const files = ['/shop/a.ts', '/shop/b.ts', '/shop/c.ts'];
const texts = new Map(
  files.map((file) => [file, `import { tfn } from '@tfn/core';\nimport { createHash } from 'crypto';\n`]),
);

/** The trail when a bundler requests the modules in this order. */
function trailOf(order: readonly string[]): string {
  const trail = createImportTrail({ cwd, files, textOf: (file) => texts.get(file), placeOf: (place) => place });
  for (const file of order) {
    trail.add(file, 'crypto', 'stub:crypto');
    trail.add(file, '@tfn/core', 'vocabulary:@tfn/core');
  }
  return JSON.stringify([trail.stubOrigins(), [...trail.filesToStubs()]]);
}

test('the result of a trail does not depend on the order in which a bundler reads files', () => {
  const trail = trailOf(files);
  expect(trail).toContain('"imported":"a.ts:2: import { createHash } from \'crypto\';"');
  for (const [a, b, c] of [
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const)
    expect(trailOf([files[a] as string, files[b] as string, files[c] as string])).toBe(trail);
});
