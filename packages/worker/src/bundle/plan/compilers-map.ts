import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import path from 'node:path';
import type { Place } from '../check/original-places.ts';

/** The source map of a compiler's output. */
export interface CompilersMap {
  /** As JSON, with absolute paths. */
  readonly json: string;
  /** Lines and columns count from 1. */
  find(line: number, column: number): Place | undefined;
}

/**
 * Reads the source map that a compiler left in or beside a file; undefined when there is none or it cannot be read. Calls `beforeRead`
 * with the path of a map beside the file.
 */
export function readCompilersMap(
  file: string,
  text: string,
  beforeRead: (file: string) => void,
): CompilersMap | undefined {
  const url = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(text.slice(text.lastIndexOf('sourceMappingURL=') - 4))?.[1];
  if (url === undefined || !/\.[cm]?jsx?$/.test(file)) return undefined;
  const inline = /^data:application\/json;(?:charset=[\w-]+;)?base64,(.*)$/.exec(url)?.[1];
  const mapFile = inline === undefined ? path.resolve(path.dirname(file), url) : undefined;
  if (mapFile !== undefined) beforeRead(mapFile);
  try {
    const raw = mapFile === undefined ? Buffer.from(inline ?? '', 'base64') : readFileSync(mapFile);
    const { sourceRoot = '', sources, mappings, names, version } = JSON.parse(raw.toString()) as SourceMapPayload;
    const from = path.resolve(path.dirname(mapFile ?? file), sourceRoot);
    // Without the sources' texts, which would make every bundle larger.
    const payload = { version, names, mappings, sources: sources.map((source) => path.resolve(from, source)) };
    const map = new SourceMap({ ...payload, file } as SourceMapPayload);
    return {
      json: JSON.stringify(payload),
      find(line, column) {
        const entry = map.findEntry(line - 1, column - 1);
        return 'originalSource' in entry
          ? { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
          : undefined;
      },
    };
  } catch {
    // Messages then show the compiler's output.
    return undefined;
  }
}
