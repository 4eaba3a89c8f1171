// Makes each entry of `@tfn/client` one file: it loads in a fraction of the time that thirty take, and is smaller in a bundle, as
// bundlers cannot shake CommonJS. The types are those that tsc has made.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Temporal's client loads this module by its path, so it stays a file of its own. */
const encodedFailuresByPath = {
  name: 'encoded-failures-by-path',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/encoded-failures$/ }, () => ({ path: './grpc/encoded-failures', external: true }));
  },
};

const common = { bundle: true, target: 'es2022', sourcemap: true };

await build({
  ...common,
  entryPoints: [path('src/index.ts')],
  outfile: path('dist/index.js'),
  format: 'cjs',
  platform: 'node',
  packages: 'external',
  plugins: [encodedFailuresByPath],
});

// Over HTTP it comes in either format, with the few things of core that it needs: platforms of the edge need no package beside it.
for (const [format, file, platform] of [
  ['esm', 'index.mjs', 'neutral'],
  // Only for Node does esbuild write what lets ES modules import names of CommonJS.
  ['cjs', 'index.js', 'node'],
])
  await build({
    ...common,
    entryPoints: [path('src/http/index.ts')],
    outfile: path(`dist/http/${file}`),
    format,
    platform,
    alias: {
      '@tfn/core/internal': path('../core/src/internal/index.ts'),
      '@tfn/core': path('../core/src/index.ts'),
    },
  });
copyFileSync(path('dist/http/index.d.ts'), path('dist/http/index.d.mts'));
