import type { CompilersMap } from './compilers-map.ts';
import type { UserLines } from '../../shared/stub-origin.ts';

/** A user's file as the bundle has it. */
export interface UserFile {
  readonly file: string;
  /** Pruned, line for line as it was. */
  readonly text: string;
  /** When a compiler wrote it. */
  readonly map: CompilersMap | undefined;
}

/**
 * The lines of files that are left after pruning, by their places in what the user wrote: for messages of the sandbox, which
 * cannot read files. `shown` is how messages name a file.
 */
export function userLinesOf(files: Iterable<UserFile>, shown: (file: string) => string): UserLines {
  const all: Record<string, { isCompiled: boolean; lines: Record<number, string> }> = {};
  let size = 0;
  for (const { file, text, map } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      if (!/\w/.test(line) || line.length > LONGEST || size > LIMIT) continue;
      const place = map?.find(index + 1, line.search(/\S/) + 1) ?? { file, line: index + 1 };
      const { lines } = (all[shown(place.file)] ??= { isCompiled: map !== undefined, lines: {} });
      if (lines[place.line] !== undefined) continue;
      lines[place.line] = line.trimEnd();
      size += line.length;
    }
  }
  return all;
}

// --- internal ---

/** Characters of a line beyond which no person wrote it, and of all lines together. */
const LONGEST = 300;
const LIMIT = 256 * 1024;
