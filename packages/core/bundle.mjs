// Makes each entry of `@tfn/core` one file: it loads in a fraction of the time that twenty take, in Node as in the workflow sandbox.
// The types are those that tsc has made.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** All entries throw the main entry's TfnError; what else they share with it is small and keeps no state. */
const oneTfnError = {
  name: 'one-tfn-error',
  setup({ onResolve }) {
    onResolve({ filter: /\/tfn-error\.ts$/ }, () => ({ path: '../index.js', external: true }));
  },
};

for (const entry of ['index', 'internal/index', 'telemetry/index', 'encryption/index'])
  await build({
    entryPoints: [path(`src/${entry}.ts`)],
    outfile: path(`dist/${entry}.js`),
    bundle: true,
    target: 'es2022',
    sourcemap: true,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    plugins: entry === 'index' ? [] : [oneTfnError],
  });
