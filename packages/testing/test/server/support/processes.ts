import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';

const packages = join(__dirname, '..', '..', '..', '..');

/**
 * Compiles a script that may import this package's source as `./server/…`, so that it runs in a
 * Node process of its own.
 */
export function compileScript(folder: string, source: string): string {
  const outfile = join(folder, 'script.cjs');
  buildSync({
    stdin: { contents: source, loader: 'ts', resolveDir: join(packages, 'testing', 'src') },
    // The only module that uses it reads the source of our dev server program.
    define: { __dirname: JSON.stringify(join(packages, 'testing', 'src', 'server', 'acquire')) },
    alias: {
      '@tfn/core': join(packages, 'core', 'src', 'index.ts'),
      '@tfn/core/internal': join(packages, 'core', 'src', 'internal', 'index.ts'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  return outfile;
}

export interface RunningScript {
  readonly process: ChildProcess;
  /** All lines of stdout so far. */
  readonly lines: readonly string[];
  /** The first line, now or later, that starts with `prefix`, without the prefix. Rejects when the script ends first. */
  line(prefix: string): Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface RunScriptOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Makes it the leader of a process group, like a shell's command. */
  readonly ownGroup?: boolean;
}

export function runScript(script: string, options: RunScriptOptions = {}): RunningScript {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env ?? process.env,
    detached: options.ownGroup ?? false,
  });
  const lines: string[] = [];
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let over = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
    });
  });
  const line = async (prefix: string): Promise<string> => {
    for (;;) {
      const found = lines.find((text) => text.startsWith(prefix));
      if (found !== undefined) return found.slice(prefix.length);
      if (over) throw new Error(`The script ended without a line '${prefix}': ${errors}`);
      await sleep(10);
    }
  };
  return { process: child, lines, line, ended };
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  return processTable().some((entry) => entry.pid === pid);
}

export function childrenOf(pid: number): number[] {
  return processTable()
    .filter((entry) => entry.parent === pid && !entry.command.startsWith('ps '))
    .map((entry) => entry.pid);
}

/** The processes with a text in their environment: a mark that they inherit. */
export function processesMarked(mark: string): { pid: number; command: string }[] {
  const table = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
  return table.split('\n').flatMap((row) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(row) ?? [];
    return command.includes(mark) && Number(pid) !== process.pid ? [{ pid: Number(pid), command }] : [];
  });
}

/** Resolves when none of the processes runs; otherwise the test times out. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await sleep(50);
}

// --- internal ---

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processTable(): ProcessEntry[] {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 } as const;
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], options);
  return table.split('\n').flatMap((row) => {
    const [, pid, parent, stat, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(row) ?? [];
    if (!stat || stat.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command: command ?? '' }];
  });
}
