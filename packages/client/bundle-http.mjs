// Makes `@tfn/client/http` one ES module, with the few things of core that it needs: a bundler cannot shake CommonJS, and
// platforms of the edge need no package beside it. tsc has made its types and the CommonJS form.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await build({
  entryPoints: [path('src/http/index.ts')],
  outfile: path('dist/http/index.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true,
  alias: {
    '@tfn/core/internal': path('../core/src/internal/index.ts'),
    '@tfn/core': path('../core/src/index.ts'),
  },
});
copyFileSync(path('dist/http/index.d.ts'), path('dist/http/index.d.mts'));
