import { builtinModules } from 'node:module';
import path from 'node:path';
import type { Place } from '../check/original-places.ts';
import type { StubOrigin } from '../../shared/stub-origin.ts';

/** Remembers who imported what, to tell how a module came into the bundle. */
export interface ImportTrail {
  add(from: string, specifier: string, target: string): void;
  /** For each stubbed module, how it came into the bundle. */
  stubOrigins(): Record<string, StubOrigin>;
  /** The user's files by which stubbed modules come into the bundle. */
  filesToStubs(): Set<string>;
  /** How messages name a file. */
  shown(file: string): string;
}

/** What a trail knows of the bundle. */
export interface ImportTrailInput {
  readonly cwd: string;
  /** The files that the bundle starts from. */
  readonly files: readonly string[];
  /** A user's pruned file, line for line as the user wrote it. */
  textOf(file: string): string | undefined;
  /** The place of what the user wrote, where a compiler wrote the file. */
  placeOf(place: Place): Place;
}

/** Makes an empty trail. */
export function createImportTrail({ cwd, files, textOf, placeOf }: ImportTrailInput): ImportTrail {
  const imports = new Map<string, { from: string; specifier: string }[]>();

  const shown = (file: string): string =>
    file.startsWith(cwd + path.sep) ? path.relative(cwd, file).replaceAll('\\', '/') : file;

  /** A bundler asks for modules in whichever order it has read them, but the same program must give the same bytes. */
  const inOrder = (steps: readonly { from: string; specifier: string }[]): { from: string; specifier: string }[] =>
    [...steps].sort((a, b) => compare(shown(a.from), shown(b.from)) || compare(a.specifier, b.specifier));

  const stepsTo = (target: string): { from: string; specifier: string }[] => {
    // Breadth first, backwards, so that the shortest way is found.
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
