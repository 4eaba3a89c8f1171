import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Checks metrics with `promtool check metrics`: returns its output, '' when it accepts them. Uses the first that is available: promtool
 * on PATH; promtool from Debian's package, unpacked without root; without apt, only its linter, built with Go, because promtool itself
 * depends on all of Prometheus, whose build takes many minutes.
 */
export function checkMetrics(text: string): string {
  const [command = '', ...args] = findChecker();
  const { status, stderr, error } = spawnSync(command, args, { input: text, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? '' : stderr || `it ended with ${status}`;
}

// --- internal ---

const cache = resolve(__dirname, '../../../../node_modules/.cache/promtool');

function findChecker(): readonly string[] {
  const onPath = spawnSync('promtool', ['--version']);
  if (onPath.error === undefined) return ['promtool', 'check', 'metrics'];
  const promtool = join(cache, 'promtool');
  const linter = join(cache, 'promlint');
  if (!existsSync(promtool) && !existsSync(linter)) {
    mkdirSync(cache, { recursive: true });
    if (!unpackDebian(promtool)) buildLinter(linter);
  }
  return existsSync(promtool) ? [promtool, 'check', 'metrics'] : [linter];
}

function unpackDebian(promtool: string): boolean {
  const folder = mkdtempSync(join(cache, 'unpack-'));
  try {
    execFileSync('apt-get', ['download', 'prometheus'], { cwd: folder, stdio: 'ignore' });
    const [file = ''] = readdirSync(folder);
    execFileSync('dpkg-deb', ['-x', file, 'files'], { cwd: folder, stdio: 'ignore' });
    renameSync(join(folder, 'files/usr/bin/promtool'), promtool);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function buildLinter(linter: string): void {
  try {
    execFileSync('go', ['build', '-o', linter, '.'], { cwd: join(__dirname, 'promlint'), stdio: 'pipe' });
  } catch (error) {
    throw new Error(
      'There is no promtool, no Debian package of it (apt-get download prometheus), and no Go to build its linter.',
      {
        cause: error,
      },
    );
  }
}
