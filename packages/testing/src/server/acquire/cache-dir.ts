import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The folder for what is expensive to obtain: TFN_CACHE_DIR if set, otherwise `tfn` in the user's cache
 * folder of the platform (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches; %LOCALAPPDATA%).
 */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['TFN_CACHE_DIR'];
  if (own) return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tfn');
  if (process.platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'tfn', 'Cache');
  }
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tfn');
}

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where the system refuses folders with ENOENT, as in /proc.
 * Throws Node's error.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(folder)) throw error;
  }
}

// --- internal ---

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
