// Bundles each entry of `@tfn/client` into one file: it loads much faster than thirty files, and is smaller in a user's bundle, as
// bundlers cannot shake CommonJS. The types are tsc's.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const common = { bundle: true, target: 'es2022', sourcemap: true };

await build({
  ...common,
  entryPoints: [path('src/index.ts')],
  outfile: path('dist/index.js'),
  format: 'cjs',
  platform: 'node',
  packages: 'external',
});

// The entry over HTTP comes in both formats and includes the parts of core that it needs: edge platforms install no other package.
for (const [format, file, platform] of [
  ['esm', 'index.mjs', 'neutral'],
  // Only for Node does esbuild emit the hints that let ES modules import names from CommonJS.
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
