import { statSync } from 'node:fs';

/** A cheap way to detect that a file was written. */
export interface FileState {
  /** In bytes; -1 when the file does not exist. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** The input files of a bundle, each with its state before it was read: later writes are not in the bundle. */
export interface InputFiles extends Iterable<readonly [file: string, state: FileState]> {
  /** Must be called before the file is read. */
  add(file: string): void;
}

/** Creates an empty list. */
export function createInputFiles(): InputFiles {
  const states = new Map<string, FileState>();
  return {
    add(file) {
      if (!states.has(file)) states.set(file, stateOf(file));
    },
    [Symbol.iterator]: () => states.entries(),
  };
}

/** The current state of a file. One that cannot be reached, as behind a file in place of a folder, does not exist. */
export function stateOf(file: string): FileState {
  try {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? MISSING;
    return { size, mtimeMs };
  } catch {
    return MISSING;
  }
}

/** Whether the file was unchanged between two states. */
export function isSameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

// --- internal ---

const MISSING: FileState = { size: -1, mtimeMs: 0 };
