import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of a program's TypeScript files that are neither blank nor a comment. */
export function countLines(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => /\S/.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line)).length;
}
