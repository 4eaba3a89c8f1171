import { builtinModules } from 'node:module';
import path from 'node:path';
import type { Place } from '../check/original-places.ts';
import type { StubOrigin } from '../../shared/stub-origin.ts';

/** Records imports, to report how a module came into the bundle. */
export interface ImportTrail {
  add(from: string, specifier: string, target: string): void;
  /** How each stubbed module came into the bundle. */
  stubOrigins(): Record<string, StubOrigin>;
  /** The user's files that import stubbed modules. */
  filesToStubs(): Set<string>;
  /** The name of a file in messages. */
  shown(file: string): string;
}

/** Input of `createImportTrail`. */
export interface ImportTrailInput {
  readonly cwd: string;
  /** The entry files. */
  readonly files: readonly string[];
  /** The pruned text of a user's file, with its original line numbers. */
  textOf(file: string): string | undefined;
  /** Maps a location in a compiler's output to the user's source. */
  placeOf(place: Place): Place;
}

/** Creates an empty trail. */
export function createImportTrail({ cwd, files, textOf, placeOf }: ImportTrailInput): ImportTrail {
  const imports = new Map<string, { from: string; specifier: string }[]>();

  const shown = (file: string): string =>
    file.startsWith(cwd + path.sep) ? path.relative(cwd, file).replaceAll('\\', '/') : file;

  /** Bundlers resolve modules in varying order, but the same program must produce the same bytes. */
  const inOrder = (steps: readonly { from: string; specifier: string }[]): { from: string; specifier: string }[] =>
    [...steps].sort((a, b) => compare(shown(a.from), shown(b.from)) || compare(a.specifier, b.specifier));

  const stepsTo = (target: string): { from: string; specifier: string }[] => {
    // Searches backwards and breadth-first, to find the shortest path.
    const ways = new Map<string, { from: string; specifier: string }[]>([[target, []]]);
    for (const [at, way] of ways) {
      if (files.includes(at)) return way;
      for (const step of inOrder(imports.get(at) ?? [])) if (!ways.has(step.from)) ways.set(step.from, [step, ...way]);
    }
    return [];
  };

  const nameOf = (file: string): string => {
    const inPackage = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1];
    return inPackage?.replaceAll('\\', '/') ?? shown(file);
  };

  const lineOf = ({ from, specifier }: { from: string; specifier: string }): string => {
    const lines = (textOf(from) ?? '').split('\n');
    const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
    if (index < 0) return '';
    const { file, line } = placeOf({ file: from, line: index + 1, column: 1 });
    return `${shown(file)}:${line}: ${lines[index]?.trim()}`;
  };

  return {
    shown,
    filesToStubs() {
      const found = new Set([...imports.keys()].filter((target) => /^(?:stub|vocabulary):/.test(target)));
      for (const target of found) for (const { from } of imports.get(target) ?? []) found.add(from);
      const files = [...found].filter((file) => textOf(file) !== undefined);
      return new Set(files.sort((a, b) => compare(shown(a), shown(b))));
    },
    add(from, specifier, target) {
      const known = imports.get(target) ?? [];
      if (!known.some((one) => one.from === from)) known.push({ from, specifier });
      imports.set(target, known);
    },
    stubOrigins() {
      const origins: Record<string, StubOrigin> = {};
      for (const target of imports.keys()) {
        const module = /^(?:stub|vocabulary):(.*)$/.exec(target)?.[1];
        if (module === undefined) continue;
        const steps = stepsTo(target);
        const names = [...steps.map(({ from }) => nameOf(from)), module];
        const last = steps.filter(({ from }) => textOf(from) !== undefined).at(-1);
        origins[module] = {
          chain: names.filter((name, index) => name !== names[index - 1]),
          imported: last === undefined ? '' : lineOf(last),
          isPackage:
            target.startsWith('stub:') && !last?.specifier.startsWith('node:') && !builtinModules.includes(module),
        };
      }
      return origins;
    },
  };
}

// --- internal ---

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
