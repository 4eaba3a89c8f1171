import { relative } from 'node:path';

/**
 * Makes a bundle independent of where it was built: in its source map, at its end, file names become relative to the project's root
 * instead of absolute.
 */
export function toPortableBundle(code: string, { root, file }: { root: string; file: string }): string {
  return code.replace(/^(\/\/# sourceMappingURL=data:[^,]*;base64,)(\S+)/m, (_line, start: string, data: string) => {
    const map = JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMap;
    const portable: SourceMap = {
      ...map,
      file,
      sources: map.sources.map((source) => relative(root, source).replaceAll('\\', '/')),
      // The bundler's generated modules contain absolute paths, and are of no use to a reader.
      sourcesContent: map.sourcesContent?.map((content, index) => (isMade(map.sources[index] ?? '') ? null : content)),
    };
    return start + Buffer.from(JSON.stringify(portable)).toString('base64');
  });
}

// --- internal ---

interface SourceMap {
  readonly file?: string;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[] | undefined;
}

function isMade(source: string): boolean {
  return source.includes('?');
}
