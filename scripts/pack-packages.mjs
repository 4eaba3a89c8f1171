// `node scripts/pack-packages.mjs <folder>` packs every package as it would be published, and prints the tarball of each
// name as JSON: for tests that install them.
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/** Resolves to the tarball of each package's name. */
export async function packPackages(destination) {
  mkdirSync(destination, { recursive: true });
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pack = ['-r', '--filter', './packages/*', 'pack', '--json', '--pack-destination', destination];
  const output = await run('npm', ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...pack], {
    capture: true,
  });
  return Object.fromEntries(JSON.parse(output).map(({ name, filename }) => [name, filename]));
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await packPackages(process.argv[2])));
