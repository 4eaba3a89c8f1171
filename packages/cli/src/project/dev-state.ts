import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a running `tfn dev` publishes for the other commands of its project. */
export interface DevState {
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
}

/** The state of the `tfn dev` that runs in this project; undefined when none runs. */
export function readDevState(root: string): DevState | undefined {
  try {
    const state = JSON.parse(readFileSync(fileOf(root), 'utf8')) as DevState;
    process.kill(state.pid, 0);
    return state;
  } catch {
    return undefined;
  }
}

export function writeDevState(root: string, state: DevState): void {
  const file = fileOf(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(state));
}

/** Ignores a file that cannot be removed: readers see that its process has ended. */
export function removeDevState(root: string): void {
  try {
    rmSync(fileOf(root), { force: true });
  } catch {
    // A leftover file is harmless.
  }
}

// --- internal ---

function fileOf(root: string): string {
  return join(root, 'node_modules', '.cache', 'tfn', 'dev.json');
}
