import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findConfigFile } from '../config/config-file.ts';

/** The project that a folder is in: that of the configuration given, else the nearest with a configuration or a package.json. */
export function findRoot(cwd: string, configFile?: string): string {
  if (configFile !== undefined) return dirname(configFile);
  return (
    climb(cwd, (folder) => findConfigFile(folder) !== undefined || existsSync(join(folder, 'package.json'))) ?? cwd
  );
}

/** The nearest folder, from this one up, that fits. */
export function climb(folder: string, fits: (folder: string) => boolean): string | undefined {
  if (fits(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : climb(parent, fits);
}
