import type { CompilersMap } from './compilers-map.ts';
import type { UserLines } from '../../shared/stub-origin.ts';

/** A user's file as it is in the bundle. */
export interface UserFile {
  readonly file: string;
  /** Pruned, with its original line numbers. */
  readonly text: string;
  /** Its source map, if a compiler wrote it. */
  readonly map: CompilersMap | undefined;
}

/**
 * The lines that remain after pruning, by their location in the user's sources. The sandbox cannot read files, and shows these in its
 * messages. `shown` returns the name of a file in messages.
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

/** The maximum length of a line that a person wrote, and of all lines together, in characters. */
const LONGEST = 300;
const LIMIT = 256 * 1024;
