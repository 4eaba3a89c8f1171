import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes an executable shell script that replaces a program on the user's machine. */
export function writeExecutable(path: string, lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/** The `--version` output of a dev server with this version of Temporal. */
export function versionLine(server = '1.32.1'): string {
  return `temporal version 1.9.1 (Server ${server}, UI 2.54.1)`;
}

/** A fake dev server, sufficient to be acquired. */
export function writeCli(path: string, server?: string): string {
  return writeExecutable(path, [`echo "${versionLine(server)}"`]);
}

/** A fake `go` that 'builds' such a dev server at the path of `-o`, after running `before`. */
export function writeGo(path: string, before: readonly string[] = []): string {
  return writeExecutable(path, [
    ...before,
    'while [ "$1" != -o ]; do shift; done',
    `printf '#!/bin/sh\\necho "${versionLine()}"\\n' > "$2"`,
  ]);
}
