import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Resolution, Resolver } from '../plan/resolver.ts';
import { readModule } from './source-module.ts';
import type { SourceModule } from './source-module.ts';

/** The user's files, read on demand. */
export interface ModuleGraph {
  /** The parsed file; undefined when it cannot be read or parsed, or is not JavaScript or TypeScript. */
  read(file: string): SourceModule | undefined;
  resolve(from: string, specifier: string): Resolution;
}

/** Creates a graph over files on disk. Calls `beforeRead` with each file before reading it. */
export function createModuleGraph(resolver: Resolver, beforeRead?: (file: string) => void): ModuleGraph {
  const modules = new Map<string, SourceModule | undefined>();
  return {
    read(file) {
      if (!modules.has(file)) {
        beforeRead?.(file);
        modules.set(file, readSource(file));
      }
      return modules.get(file);
    },
    resolve: (from, specifier) => resolver.resolve(from, specifier),
  };
}

/** Whether a file can be pruned. */
export function isSourceFile(file: string): boolean {
  return /^\.[cm]?[jt]sx?$/.test(path.extname(file)) && !/\.d\.[cm]?ts$/.test(file);
}

// --- internal ---

/** The files that this process has parsed, so that the next bundle parses only what changed. */
const parsed = new Map<string, SourceModule>();

function readSource(file: string): SourceModule | undefined {
  if (!isSourceFile(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const known = parsed.get(file);
  if (known?.text === text) return known;
  const module = readModule(file, text);
  if (module === undefined) parsed.delete(file);
  else parsed.set(file, module);
  return module;
}
