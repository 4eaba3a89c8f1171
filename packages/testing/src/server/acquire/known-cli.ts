import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from './cache-dir.ts';

/**
 * Where it is kept what an executable, as it lies there now, said of its version: asking takes as long as much of the server's start.
 * Undefined for a small one: a script that runs another program may stay the same while that changes.
 */
export function knownCliFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    const { size, mtimeMs, ctimeMs, ino } = statSync(real);
    if (size < SMALLEST_PROGRAM) return undefined;
    const key = createHash('sha256').update(JSON.stringify([real, size, mtimeMs, ctimeMs, ino]));
    return join(cacheDir(), 'temporal-cli', 'known', key.digest('hex').slice(0, 32));
  } catch {
    return undefined;
  }
}

/** What is kept there, if anything is. */
export function readKnownCli(file: string | undefined): string | undefined {
  try {
    return file && readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Keeps it; where nothing can be written it is asked for each time. */
export function keepKnownCli(file: string | undefined, output: string): void {
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, output);
  } catch {
    // A cache that cannot be written is told of where something must be installed.
  }
}

// --- internal ---

/** In bytes. */
const SMALLEST_PROGRAM = 1_000_000;
