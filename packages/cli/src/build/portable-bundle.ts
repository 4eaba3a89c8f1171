import { relative } from 'node:path';

/**
 * A bundle that is the same wherever it was built: its source map, which ends it, names files from the project's root rather than by
 * where this machine has them.
 */
export function toPortableBundle(code: string, { root, file }: { root: string; file: string }): string {
  return code.replace(/^(\/\/# sourceMappingURL=data:[^,]*;base64,)(\S+)/m, (_line, start: string, data: string) => {
    const map = JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMap;
    const portable: SourceMap = {
      ...map,
      file,
      sources: map.sources.map((source) => relative(root, source).replaceAll('\\', '/')),
      // What the bundler makes itself says where it has the files, and is nobody's to read.
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
