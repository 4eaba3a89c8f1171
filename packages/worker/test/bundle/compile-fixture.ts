import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Fixture } from './fixture.ts';

/** Compiles a fixture like a user's build; returns the file to run. */
export async function compileFixture(
  how: NonNullable<Fixture['compile']>,
  folder: string,
  main: string,
): Promise<string> {
  const out = path.join(folder, 'out');
  if (how === 'tsc') {
    const tsc = require.resolve('typescript/package.json').replace('package.json', 'bin/tsc');
    const args = [
      main,
      '--outDir',
      out,
      '--module',
      'commonjs',
      '--target',
      'es2022',
      '--esModuleInterop',
      '--sourceMap',
      '--noCheck',
      '--ignoreConfig',
      '--noResolve',
    ];
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(folder, file));
    execFileSync(process.execPath, [tsc, ...sources, ...args.slice(1)], { stdio: 'inherit' });
  } else {
    const isBundle = how !== 'esbuild-cjs';
    const core = path.resolve(__dirname, '../../../core/src/index.ts');
    await build({
      entryPoints: isBundle
        ? [main]
        : readdirSync(folder)
            .filter((file) => file.endsWith('.ts'))
            .map((file) => path.join(folder, file)),
      bundle: isBundle,
      outdir: out,
      format: 'cjs',
      platform: 'node',
      ...(how === 'esbuild-bundle' && { external: ['@tfn/core'] }),
      ...(how === 'esbuild-bundle-all' && { alias: { '@tfn/core': core } }),
    });
  }
  const file = path.join(out, path.basename(main).replace(/\.ts$/, '.js'));
  if (!existsSync(file)) throw new Error(`compiling gave no ${file}`);
  return file;
}
