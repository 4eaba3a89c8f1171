import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { bundleError } from '../../shared/errors.ts';
import type { BundleOptions } from '../bundle-options.ts';

/**
 * The folder of the cache, which exists and is writable; undefined, with a warning, if that cannot be had of the default folder, as in
 * containers with a read-only file system.
 * @throws {TfnError} TFN_BUNDLE_CACHE_UNUSABLE for a folder that the option `cache` or TFN_CACHE_DIR names
 */
export function openFolder({ cache, logger }: Pick<BundleOptions, 'cache' | 'logger'>): string | undefined {
  const isNamed = typeof cache === 'string' || Boolean(process.env['TFN_CACHE_DIR']);
  const folder = typeof cache === 'string' ? path.resolve(cache) : path.join(cacheRoot(), 'bundles');
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const unusable = bundleError(
      'TFN_BUNDLE_CACHE_UNUSABLE',
      { folder, problem: error instanceof Error ? error.message : String(error) },
      error,
    );
    if (isNamed) throw unusable;
    logger?.warn(`Bundles are not cached. ${unusable.message}`);
    return undefined;
  }
}

// --- internal ---

/** Node's own `recursive` never returns where the system refuses folders with ENOENT, as in /proc. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function cacheRoot(): string {
  const { TFN_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (TFN_CACHE_DIR) return path.resolve(TFN_CACHE_DIR);
  if (process.platform === 'win32' && LOCALAPPDATA) return path.join(LOCALAPPDATA, 'tfn', 'Cache');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'tfn');
  return path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'tfn');
}
