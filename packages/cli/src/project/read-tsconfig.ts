import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseTsconfig } from 'get-tsconfig';
import type { TsConfigJsonResolved } from 'get-tsconfig';

/** The project's tsconfig.json with what it extends; an error when one of these files cannot be read; undefined without the file. */
export function readTsconfig(root: string): TsConfigJsonResolved | Error | undefined {
  const file = join(root, 'tsconfig.json');
  if (!existsSync(file)) return undefined;
  try {
    return parseTsconfig(file);
  } catch (error) {
    return new Error(`tsconfig.json, or a file that it extends, cannot be read: ${(error as Error).message}`);
  }
}
