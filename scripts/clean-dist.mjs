// `node scripts/clean-dist.mjs` in a package removes what was built from source files that are gone: tsc leaves it, and it would be packed.
import { existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Removes each file of `dist` that has no source, and the folders that are empty then. */
export function cleanDist(folder) {
  const clean = (path) => {
    const dist = join(folder, 'dist', path);
    for (const entry of readdirSync(dist, { withFileTypes: true })) {
      if (entry.isDirectory()) clean(join(path, entry.name));
      else if (!existsSync(join(folder, 'src', path, sourceOf(entry.name)))) rmSync(join(dist, entry.name));
    }
    if (readdirSync(dist).length === 0) rmdirSync(dist);
  };
  if (existsSync(join(folder, 'dist'))) clean('');
}

// --- internal ---

const sourceOf = (built) => built.replace(/(?:\.d\.m?ts|\.m?js)(?:\.map)?$/, '.ts');

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  cleanDist(process.cwd());
