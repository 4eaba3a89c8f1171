import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../../packages/testing/src/server/acquire/file-lock.ts';

/**
 * Copies the tarball of every package, as it would be published, into a folder; resolves to the file of each package. The
 * first caller of a test run packs them for all test files.
 */
export async function packPackages(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const tarballs = Object.entries(await packOnce()).map(([name, file]) => {
    const copy = join(folder, basename(file));
    copyFileSync(file, copy);
    return [name, copy] as const;
  });
  return Object.fromEntries(tarballs);
}

// --- internal ---

/** The shared tarballs of this test run. Their list is written last, so a list means complete tarballs. */
function packOnce(): Promise<Record<string, string>> {
  const shared = process.env['TFN_TEST_PACKAGES'] as string;
  const list = join(shared, 'tarballs.json');
  const pack = async (): Promise<Record<string, string>> => {
    if (!existsSync(list)) {
      const script = join(__dirname, '../../scripts/pack-packages.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [script, shared]);
      writeFileSync(`${list}.part`, stdout);
      renameSync(`${list}.part`, list);
    }
    return JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>;
  };
  return withFileLock(join(shared, 'lock'), pack, () => {});
}
