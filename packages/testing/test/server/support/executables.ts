import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes an executable shell script: it stands for a program that a user has on the machine. */
export function writeExecutable(path: string, lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/** What a dev server with this version of Temporal answers to `--version`. */
export function versionLine(server = '1.32.1'): string {
  return `temporal version 1.9.1 (Server ${server}, UI 2.54.1)`;
}

/** A dev server as far as its acquisition goes. */
export function writeCli(path: string, server?: string): string {
  return writeExecutable(path, [`echo "${versionLine(server)}"`]);
}

/** A `go` that 'builds' such a dev server where `-o` says, after `before` has run. */
export function writeGo(path: string, before: readonly string[] = []): string {
  return writeExecutable(path, [
    ...before,
    'while [ "$1" != -o ]; do shift; done',
    `printf '#!/bin/sh\\necho "${versionLine()}"\\n' > "$2"`,
  ]);
}
