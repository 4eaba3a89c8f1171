import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The project's name: the package's, else the folder's. */
export function projectName(root: string): string {
  const file = join(root, 'package.json');
  const { name } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }) : {};
  return name ?? basename(root);
}
