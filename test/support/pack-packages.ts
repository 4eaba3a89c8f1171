import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Packs every package as it would be published; resolves to the tarball of each name. */
export async function packPackages(folder: string): Promise<Record<string, string>> {
  const script = join(__dirname, '../../scripts/pack-packages.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
  return JSON.parse(stdout) as Record<string, string>;
}
