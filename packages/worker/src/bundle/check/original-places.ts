import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';

/** The file name of a bundle in the trial sandbox, as it appears in stack frames. */
export const TRIAL_FILE = 'workflow-bundle.js';

/** A location in a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Maps locations in a bundle to locations in its source files. */
export interface OriginalPlaces {
  find(line: number, column: number): Place | undefined;
  /** Replaces every location in the bundle that a text mentions by the original one. */
  translate(text: string): string;
}

/** Reads a bundle's inline source map. */
export function createOriginalPlaces(code: string): OriginalPlaces {
  const encoded = /^\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,(\S+)/m.exec(
    code.slice(code.lastIndexOf('//# sourceMappingURL=')),
  )?.[1];
  const map =
    encoded === undefined
      ? undefined
      : new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload);
  const find = (line: number, column: number): Place | undefined => {
    const entry = map?.findEntry(line - 1, column - 1);
    return entry !== undefined && 'originalSource' in entry
      ? { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : undefined;
  };
  return {
    find,
    translate: (text) =>
      text.replace(new RegExp(`${TRIAL_FILE}:(\\d+):(\\d+)`, 'g'), (whole, line: string, column: string) => {
        const place = find(Number(line), Number(column));
        return place === undefined ? whole : `${place.file}:${place.line}:${place.column}`;
      }),
  };
}
