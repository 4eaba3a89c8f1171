import { join } from 'node:path';
import { build } from 'esbuild';

describe('@tfn/client in a bundle', () => {
  it('has at most 28 KB of its own code, and imports no Temporal package at load time', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(__dirname, '../packages/client/src/index.ts')],
      bundle: true,
      minify: true,
      write: false,
      target: 'es2022',
      format: 'esm',
      platform: 'node',
      packages: 'external',
      // Loaded by path.
      external: ['./encoded-failures'],
    });
    const { text = '', contents } = outputFiles[0] ?? {};
    expect(contents?.byteLength).toBeLessThanOrEqual(28 * 1024);
    expect(
      [...text.matchAll(/from ?"([^"]+)"/g)]
        .map(([, name]) => name)
        .filter((name) => !/^@tfn\/core|^node:/.test(name ?? '')),
    ).toEqual([]);
  });
});
