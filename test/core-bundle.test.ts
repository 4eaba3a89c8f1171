import { join } from 'node:path';
import { build } from 'esbuild';
import { dependencies } from '../packages/core/package.json';

const source = join(__dirname, '../packages/core/src/index.ts');

describe('@tfn/core in a bundle', () => {
  const options = { entryPoints: [source], bundle: true, minify: true, write: false as const };

  it('takes at most 15 KB, minified, and needs no Node built-in', async () => {
    const { outputFiles } = await build({
      ...options,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
    });
    expect(outputFiles[0]?.contents.byteLength).toBeLessThanOrEqual(15 * 1024);
  });

  it('imports only what its package.json names: no Temporal package, no Node built-in', async () => {
    const { metafile } = await build({ ...options, platform: 'node', packages: 'external', metafile: true });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    const external = imports.filter((entry) => entry.external === true).map((entry) => entry.path);
    expect(external.filter((path) => !(path in dependencies))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => name.includes('temporal'))).toEqual([]);
  });
});
