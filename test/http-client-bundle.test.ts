import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const packages = join(__dirname, '../packages');

describe('@tfn/client/http in a bundle', () => {
  const bundle = async (): Promise<{ bytes: Uint8Array; inputs: readonly string[] }> => {
    // Nothing is external: an import of a Node built-in, or of a package other than core, would fail the build.
    const { outputFiles, metafile } = await build({
      entryPoints: [join(packages, 'client/src/http/index.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      metafile: true,
      absWorkingDir: packages,
      alias: {
        '@tfn/core/internal': join(packages, 'core/src/internal/index.ts'),
        '@tfn/core': join(packages, 'core/src/index.ts'),
      },
    });
    return { bytes: outputFiles[0]?.contents ?? new Uint8Array(), inputs: Object.keys(metafile.inputs) };
  };

  it('takes at most 44 KB minified, and 17 KB compressed', async () => {
    const { bytes } = await bundle();
    expect(bytes.byteLength).toBeLessThanOrEqual(44 * 1024);
    expect(gzipSync(bytes).byteLength).toBeLessThanOrEqual(17 * 1024);
  });

  it('contains only our own code: no Temporal package, no Node built-in', async () => {
    const { inputs } = await bundle();
    expect(inputs.filter((path) => !/^(client|core)\/src\//.test(path))).toEqual([]);
  });
});
