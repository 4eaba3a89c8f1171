import { join } from 'node:path';
import { build } from 'esbuild';

const packages = join(__dirname, '../packages');
const options = { bundle: true, minify: true, write: false as const, target: 'es2022', format: 'esm' as const };

describe('@tfn/client in a bundle', () => {
  it('is 20 KB of code of its own at most, and loads no package of Temporal but when it is called', async () => {
    const { outputFiles } = await build({
      ...options,
      entryPoints: [join(packages, 'client/src/index.ts')],
      platform: 'node',
      packages: 'external',
      external: ['./encoded-failures'],
    });
    const { text = '', contents } = outputFiles[0] ?? {};
    expect(contents?.byteLength).toBeLessThanOrEqual(20 * 1024);
    expect(text).not.toMatch(/from ?"@temporalio/);
  });
});

describe('@tfn/client/http in a bundle', () => {
  it('takes no more than docs/performance.md says, with all that it needs of core', async () => {
    const { outputFiles } = await build({
      ...options,
      entryPoints: [join(packages, 'client/src/http/index.ts')],
      platform: 'neutral',
      alias: {
        '@tfn/core/internal': join(packages, 'core/src/internal/index.ts'),
        '@tfn/core': join(packages, 'core/src/index.ts'),
      },
    });
    expect(outputFiles[0]?.contents.byteLength).toBeLessThanOrEqual(21 * 1024);
  });
});
