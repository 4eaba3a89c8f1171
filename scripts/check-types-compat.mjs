// Compiles a user's project (test/consumer) against the types that we emit, with the compilers and the module
// resolutions that users have. It emits declarations, so that a type of ours that cannot be named is an error too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, runMain } from './run.mjs';

const resolutions = {
  node16: ['--module', 'node16', '--moduleResolution', 'node16'],
  bundler: ['--module', 'es2022', '--moduleResolution', 'bundler'],
  node10: ['--module', 'commonjs', '--moduleResolution', 'node10'],
};
// TypeScript 7 has no node10 resolution any more.
const compilers = {
  'typescript-5.4': ['node16', 'bundler', 'node10'],
  'typescript-5.9': ['node16', 'bundler', 'node10'],
  typescript: ['node16', 'bundler'],
};

await runMain(async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'tfn-types-'));
  try {
    for (const [compiler, names] of Object.entries(compilers)) {
      for (const name of names) {
        const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc');
        const args = ['-p', join(root, 'test/consumer'), '--outDir', outDir, ...resolutions[name]];
        await run(process.execPath, [tsc, ...args]);
        console.log(`${compiler} with ${name}: fine`);
      }
    }
  } finally {
    rmSync(outDir, { recursive: true });
  }
});
