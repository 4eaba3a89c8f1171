import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { climb } from './climb.ts';

/** The supported package managers. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** Detects a project's package manager by its package.json, its lockfile, or the one that runs this command. */
export function detectPackageManager(folder: string, env: NodeJS.ProcessEnv = process.env): PackageManager {
  return fromManifest(folder) ?? fromLockfile(folder) ?? fromAgent(env) ?? 'npm';
}

/** The command that adds packages. */
export function installCommand(
  manager: PackageManager,
  packages: readonly string[],
  { dev = false }: { dev?: boolean } = {},
): string {
  const names = packages.join(' ');
  switch (manager) {
    case 'npm':
      return `npm install ${dev ? '--save-dev ' : ''}${names}`;
    case 'pnpm':
      return `pnpm add ${dev ? '--save-dev ' : ''}${names}`;
    case 'yarn':
      return `yarn add ${dev ? '--dev ' : ''}${names}`;
    case 'bun':
      return `bun add ${dev ? '--dev ' : ''}${names}`;
  }
}

// --- internal ---

const LOCKFILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
];

function isKnown(name: string | undefined): name is PackageManager {
  return name === 'npm' || name === 'pnpm' || name === 'yarn' || name === 'bun';
}

function fromManifest(folder: string): PackageManager | undefined {
  const holder = climb(folder, (path) => /"packageManager"/.test(readManifest(path)));
  const name = holder && /"packageManager"\s*:\s*"([a-z]+)@/.exec(readManifest(holder))?.[1];
  return isKnown(name) ? name : undefined;
}

function readManifest(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function fromLockfile(folder: string): PackageManager | undefined {
  const holder = climb(folder, (path) => LOCKFILES.some(([name]) => existsSync(join(path, name))));
  return holder === undefined ? undefined : LOCKFILES.find(([name]) => existsSync(join(holder, name)))?.[1];
}

function fromAgent(env: NodeJS.ProcessEnv): PackageManager | undefined {
  const name = env['npm_config_user_agent']?.split('/')[0];
  return isKnown(name) ? name : undefined;
}
