import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir, makeFolder } from './cache-dir.ts';

/**
 * The file that keeps an executable's answer to `--version`, keyed by the executable's path, size and times: running it takes a
 * large part of the time of a server's start. Undefined for a small file: it may be a script that runs another program, and stay the
 * same when that program changes.
 */
export function knownCliFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    const { size, mtimeMs, ctimeMs, ino } = statSync(real);
    if (size < SMALLEST_PROGRAM_BYTES) return undefined;
    const key = createHash('sha256').update(JSON.stringify([real, size, mtimeMs, ctimeMs, ino]));
    return join(cacheDir(), 'temporal-cli', 'known', key.digest('hex').slice(0, 32));
  } catch {
    return undefined;
  }
}

/** The kept answer, if there is one. */
export function readKnownCli(file: string | undefined): string | undefined {
  try {
    return file && readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Keeps an answer. Where nothing can be written, the executable is run each time. */
export function keepKnownCli(file: string | undefined, output: string): void {
  if (file === undefined) return;
  try {
    makeFolder(dirname(file));
    writeFileSync(file, output);
  } catch {
    // An installation reports a cache that cannot be written.
  }
}

// --- internal ---

const SMALLEST_PROGRAM_BYTES = 1_000_000;
