import { statSync } from 'node:fs';

/** What tells cheaply whether a file was written since. */
export interface FileState {
  /** Bytes; -1 when there is no such file. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** The files that go into a bundle, each as it was before it was read: what is written meanwhile is not in the bundle. */
export interface InputFiles extends Iterable<readonly [file: string, state: FileState]> {
  /** Call it before reading the file. */
  add(file: string): void;
}

/** Makes an empty list. */
export function createInputFiles(): InputFiles {
  const states = new Map<string, FileState>();
  return {
    add(file) {
      if (!states.has(file)) states.set(file, stateOf(file));
    },
    [Symbol.iterator]: () => states.entries(),
  };
}

/** A file's state now. */
export function stateOf(file: string): FileState {
  const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: 0 };
  return { size, mtimeMs };
}

/** Whether a file was not written between two states. */
export function isSameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
