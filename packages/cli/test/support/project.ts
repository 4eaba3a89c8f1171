import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(__dirname, '../../../..');
export const binary = resolve(__dirname, '../../bin/tfn.cjs');

/** The output and the exit code of a command. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  cwd?: string;
  /** Starts it in its own process group, which can be interrupted like a terminal's. */
  ownGroup?: boolean;
}

/** A user's project in a temporary folder, with this repository's packages installed. */
export interface Project {
  readonly root: string;
  write(path: string, content: string): void;
  read(path: string): string;
  /** Replaces text in a file; fails when the text is missing. */
  edit(path: string, from: string, to: string): void;
  /** Installs one of the development dependencies of this package. */
  install(name: string): void;
  uninstall(name: string): void;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  start(args: readonly string[], options?: RunOptions): Running;
  /** Ends the running commands, and removes the folder. */
  remove(): Promise<void>;
}

/** A running command. */
export interface Running {
  readonly process: ChildProcess;
  output(): string;
  /** Resolves with the next match in the output after earlier matches; rejects when the command ends first. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function makeProject(files: Record<string, string>, manifest: object = {}): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-cli-')));
  const started: Running[] = [];
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    // A watcher sees the old or the new file, never a half-written one.
    const beside = join(root, `${path}.part`);
    writeFileSync(beside, content);
    renameSync(beside, join(root, path));
  };
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  link(root);
  write('package.json', JSON.stringify({ name: 'project', private: true, type: 'commonjs', ...manifest }));
  for (const [path, content] of Object.entries(files)) write(path, content);
  const start = (args: readonly string[], options: RunOptions = {}): Running => {
    const running = startCommand([binary, ...args], { cwd: root, ...options });
    started.push(running);
    return running;
  };
  return {
    root,
    write,
    read,
    edit(path, from, to) {
      const content = read(path);
      if (!content.includes(from)) throw new Error(`'${from}' is not in ${path}`);
      write(path, content.replace(from, to));
    },
    install: (name) =>
      symlinkSync(realpathSync(join(repository, 'packages/cli/node_modules', name)), join(root, 'node_modules', name)),
    uninstall: (name) => rmSync(join(root, 'node_modules', name), { recursive: true }),
    run: (args, options = {}) => runCommand([binary, ...args], { cwd: root, ...options }),
    start,
    async remove() {
      await Promise.all(started.map((running) => running.stop('SIGTERM')));
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs a Node script until it exits. */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd,
      env: environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdin.end(options.input ?? '');
    // On any failure, no process remains, and the test fails with the output.
    const timer = setTimeout(() => child.kill('SIGKILL'), 110_000);
    child.once('error', reject).once('close', (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
  });
}

/** Starts a command, Node's own by default. */
export function startCommand(
  args: readonly string[],
  { cwd, env, ownGroup = false, command = process.execPath }: RunOptions & { command?: string } = {},
): Running {
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    detached: ownGroup,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  let seen = 0;
  const listeners = new Set<() => void>();
  const collect = (chunk: string): void => {
    text += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return {
    process: child,
    output: () => text,
    ended,
    until: (pattern) =>
      new Promise((done, reject) => {
        const look = (): void => {
          const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(text.slice(seen));
          if (match === null) return;
          seen += match.index + match[0].length;
          listeners.delete(look);
          done(match);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`It ended without printing ${String(pattern)}:\n${text}`)));
        look();
      }),
    async stop(signal = 'SIGINT') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
}

/** A free port outside the range that the system assigns by itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer();
    const free = await new Promise<boolean>((done) => {
      server.once('error', () => done(false)).listen(port, '127.0.0.1', () => server.close(() => done(true)));
    });
    if (free) return port;
  }
}

/** Repeats until there is a result, for at most 100 s. */
export async function eventually<TResult>(attempt: () => Promise<TResult | undefined>): Promise<TResult> {
  for (const deadline = Date.now() + 100_000; Date.now() < deadline;) {
    const result = await attempt();
    if (result !== undefined) return result;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('It did not happen within 100 s.');
}

// --- internal ---

/** The environment without the variables of the tests that affect the commands. */
function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:TEMPORAL_|TFN_(?!TEMPORAL_CLI|CACHE)|PORT$|HOST$|TASK_QUEUE$|npm_|FORCE_COLOR$|NODE_PATH$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...extra };
}

const folders: Record<string, string> = { '@tfn': 'packages', '@types': 'node_modules' };

function link(root: string): void {
  const modules = join(root, 'node_modules');
  for (const scope of ['@tfn', '@temporalio', '@opentelemetry', 'typescript', 'express', 'zod', '@types']) {
    const from = join(repository, folders[scope] ?? 'packages/cli/node_modules', scope === '@tfn' ? '' : scope);
    if (!existsSync(from)) continue;
    if (!scope.startsWith('@')) {
      mkdirSync(modules, { recursive: true });
      symlinkSync(realpathSync(from), join(modules, scope));
      continue;
    }
    mkdirSync(join(modules, scope), { recursive: true });
    for (const name of readdirSync(from)) symlinkSync(realpathSync(join(from, name)), join(modules, scope, name));
  }
}
