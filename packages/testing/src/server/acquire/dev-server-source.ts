import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes when the program does: a file of its source, the server that it contains, or any other module. */
export function hashDevServerSource(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(FOLDER).sort()) hash.update(`${name}\n`).update(readFileSync(join(FOLDER, name)));
  return hash.digest('hex').slice(0, 12);
}

/** Copies the source into a new folder. An installed package may be read-only, and lie inside a Go workspace or module. */
export function copyDevServerSource(to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(FOLDER)) copyFileSync(join(FOLDER, name), join(to, name));
}

// --- internal ---

/** The Go source of our dev server program, which is part of this package. */
const FOLDER = join(__dirname, '..', '..', '..', 'devserver');
