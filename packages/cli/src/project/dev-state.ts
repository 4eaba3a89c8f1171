import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a running `tfn dev` tells the other commands of its project. */
export interface DevState {
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
}

/** What the `tfn dev` that runs in this project left; undefined when none runs. */
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

/** Leaves what cannot be removed: it names a process that is gone. */
export function removeDevState(root: string): void {
  try {
    rmSync(fileOf(root), { force: true });
  } catch {
    // Not ours.
  }
}

// --- internal ---

function fileOf(root: string): string {
  return join(root, 'node_modules', '.cache', 'tfn', 'dev.json');
}
