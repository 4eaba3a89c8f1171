import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../../../packages/testing/src/server/acquire/file-lock.ts';

/** The major versions that users run, except the oldest one, on which all other tests run. */
export const nodeVersions = ['22', '24', '26'] as const;

/** Installs a major version of Node with npm, once for all test runs of this checkout; resolves to its program. */
export async function installNode(major: string): Promise<string> {
  const folder = join(cache, major);
  const program = join(folder, 'node_modules/node/bin/node');
  await withFileLock(
    `${folder}.lock`,
    async () => {
      if (existsSync(program)) return;
      // Renamed last, so the name means a complete installation.
      const part = `${folder}.part`;
      rmSync(part, { recursive: true, force: true });
      mkdirSync(part, { recursive: true });
      writeFileSync(join(part, 'package.json'), '{ "private": true }');
      await promisify(execFile)('npm', ['install', '--silent', '--no-audit', '--no-fund', `node@${major}`], {
        cwd: part,
      });
      rmSync(folder, { recursive: true, force: true });
      renameSync(part, folder);
    },
    () => {},
  );
  return program;
}

// --- internal ---

const cache = join(__dirname, '../../../node_modules/.cache/tfn-node');
