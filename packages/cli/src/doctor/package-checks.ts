import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from '../project/load-package.ts';
import { detectPackageManager, installCommand } from '../project/package-manager.ts';
import type { Finding } from './finding.ts';
import { ok } from './finding.ts';

/** Checks that the packages that every command needs are installed. */
export function checkPackages({ root }: ResolvedConfig): Finding {
  const packages = projectPackages(root);
  const missing = ['@tfn/core', '@tfn/worker', '@tfn/client'].filter((name) => packages.find(name) === undefined);
  if (missing.length === 0) return ok('@tfn/core, @tfn/worker and @tfn/client are installed');
  const fix = `Install: ${installCommand(detectPackageManager(root), missing)}`;
  return { state: 'failed', detail: `${missing.join(', ')} missing`, fix };
}

/** Checks that our packages have one version, and Temporal's packages one version. */
export function checkVersions({ root }: ResolvedConfig): Finding {
  const families = [
    ['@tfn', ['core', 'client', 'worker', 'triggers-http', 'triggers-cron', 'testing', 'cli']],
    ['@temporalio', ['client', 'worker', 'workflow', 'activity', 'common']],
  ] as const;
  const packages = projectPackages(root);
  for (const [scope, names] of families) {
    const found = names.flatMap((name) => {
      const version = versionOf(root, `${scope}/${name}`);
      return version === undefined ? [] : [{ name: `${scope}/${name}`, version }];
    });
    const versions = [...new Set(found.map(({ version }) => version))];
    if (versions.length < 2) continue;
    const [newest = ''] = [...versions].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    const old = found.filter(({ version }) => version !== newest);
    const fix = `Install one version of all: ${installCommand(
      detectPackageManager(root),
      old.map(({ name }) => `${name}@${newest}`),
    )}`;
    return { state: 'failed', detail: found.map(({ name, version }) => `${name} ${version}`).join(', '), fix };
  }
  const version = packages.find('@tfn/core') === undefined ? undefined : versionOf(root, '@tfn/core');
  return ok(`all of one version${version === undefined ? '' : ` (@tfn ${version})`}`);
}

/** Checks that all our packages use one copy of core. Several copies work, but indicate mixed versions. */
export function checkCopies({ root }: ResolvedConfig): Finding {
  const packages = projectPackages(root);
  const users = ['@tfn/client', '@tfn/worker', '@tfn/triggers-http', '@tfn/triggers-cron', '@tfn/testing'];
  const entries = [packages.find('@tfn/core'), ...users.map((name) => coreOf(packages.find(name)))];
  const copies = [...new Set(entries.filter((path) => path !== undefined).map((path) => realpathSync(path)))];
  if (copies.length <= 1) return ok('one');
  return {
    state: 'warning',
    detail: `${copies.length}: ${copies.map((path) => dirname(dirname(path))).join(', ')}`,
    fix: 'Use the same version of all @tfn packages, then reinstall.',
  };
}

/** The version of an installed package. */
function versionOf(root: string, name: string): string | undefined {
  const entry = projectPackages(root).find(name);
  if (entry === undefined) return undefined;
  let folder = dirname(realpathSync(entry));
  while (!hasName(folder, name) && dirname(folder) !== folder) folder = dirname(folder);
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version : undefined;
}

// --- internal ---

function hasName(folder: string, name: string): boolean {
  if (!readdirSync(folder).includes('package.json')) return false;
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string }).name === name;
}

function coreOf(entry: string | undefined): string | undefined {
  if (entry === undefined) return undefined;
  try {
    return createRequire(realpathSync(entry)).resolve('@tfn/core');
  } catch {
    return undefined;
  }
}
