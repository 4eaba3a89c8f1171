// Compiles a user's project (test/consumer) against the types that we emit, with the compilers and the module
// resolutions that users have. It emits declarations, so that one of our types that cannot be named is an error too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runMain } from './run.mjs';

// The first resolution checks every declaration file; with the others, a missing import shows in the project itself.
const resolutions = {
  node16: ['--module', 'node16', '--moduleResolution', 'node16', '--skipLibCheck', 'false'],
  bundler: ['--module', 'es2022', '--moduleResolution', 'bundler', '--skipLibCheck', 'true'],
  node10: ['--module', 'commonjs', '--moduleResolution', 'node10', '--skipLibCheck', 'true'],
};
// TypeScript 7 no longer has node10 resolution.
const compilers = {
  'typescript-5.4': ['node16', 'bundler', 'node10'],
  'typescript-5.9': ['node16', 'bundler', 'node10'],
  typescript: ['node16', 'bundler'],
};

await runMain(async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'tfn-types-'));
  try {
    for (const [compiler, names] of Object.entries(compilers))
      for (const name of names) {
        compile(compiler, ['--outDir', outDir, ...resolutions[name]]);
        console.log(`${compiler} with ${name}: fine`);
      }
  } finally {
    rmSync(outDir, { recursive: true });
  }
});

/** @throws {Error} with the compiler's errors about our types or the project */
function compile(compiler, args) {
  const tsc = join(root, 'node_modules', compiler, 'bin', 'tsc');
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [tsc, '-p', 'test/consumer', '--pretty', 'false', ...args],
    { cwd: root, encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  const lines = stdout.split('\n').filter((line) => line !== '');
  // Declaration files of other packages may be too new for an old compiler.
  const ours = lines.filter((line) => !/^(\.\.\/)*node_modules\/|^\s/.test(line));
  if (ours.length > 0 || (status !== 0 && lines.length === 0))
    throw new Error(`${compiler} ${args.join(' ')}:\n${ours.join('\n')}${stderr}`);
}
