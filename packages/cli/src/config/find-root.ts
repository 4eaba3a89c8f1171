import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { climb } from '../project/climb.ts';
import { findConfigFile } from './config-file.ts';

/** The root of the project that a folder belongs to: the folder of `configFile`, else the nearest with a configuration or a package.json. */
export function findRoot(cwd: string, configFile?: string): string {
  if (configFile !== undefined) return dirname(configFile);
  return (
    climb(cwd, (folder) => findConfigFile(folder) !== undefined || existsSync(join(folder, 'package.json'))) ?? cwd
  );
}
