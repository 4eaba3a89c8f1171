// Makes `@tfn/client/http` one file in either format, with the few things of core that it needs: bundlers cannot shake CommonJS,
// one file loads in a fraction of the time that thirty take, and platforms of the edge need no package beside it. Its types
// are those that tsc has made.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

for (const [format, file, platform] of [
  ['esm', 'index.mjs', 'neutral'],
  // Only for Node does esbuild write what lets ES modules import names of CommonJS.
  ['cjs', 'index.js', 'node'],
])
  await build({
    entryPoints: [path('src/http/index.ts')],
    outfile: path(`dist/http/${file}`),
    bundle: true,
    format,
    platform,
    target: 'es2022',
    sourcemap: true,
    alias: {
      '@tfn/core/internal': path('../core/src/internal/index.ts'),
      '@tfn/core': path('../core/src/index.ts'),
    },
  });
copyFileSync(path('dist/http/index.d.ts'), path('dist/http/index.d.mts'));
