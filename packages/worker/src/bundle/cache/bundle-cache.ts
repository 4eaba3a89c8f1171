/**
 * A cache of bundles on disk, keyed by their inputs.
 * I1: an entry is used only if the content of every input file is unchanged; a bundle is not stored if an input changed while it was
 *   being made.
 * I2: entries are written atomically: to a temporary file, which is then renamed.
 * I3: the folder stays below a maximum size; the least recently used entries are removed first.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { sdkVersion } from '../../sdk/version.ts';
import type { BundleOptions, WorkflowBundle } from '../bundle-options.ts';
import { isSameState, stateOf } from './input-files.ts';
import type { FileState, InputFiles } from './input-files.ts';

/** Keeps the bundle of one set of options across processes. */
export interface BundleCache {
  get(): WorkflowBundle | undefined;
  /** `files` are all inputs of the bundle. */
  put(bundle: WorkflowBundle, files: InputFiles): void;
}

/** The cache for one set of options; undefined when the options cannot be compared, or the cache is off. */
export function openCache(options: BundleOptions): BundleCache | undefined {
  const { cache = true, logger: _, webpackConfigHook, ...compared } = options;
  if (cache === false || webpackConfigHook !== undefined) return undefined;
  const folder = typeof cache === 'string' ? path.resolve(cache) : path.join(cacheRoot(), 'bundles');
  const key = hash(JSON.stringify([compared, options.cwd ?? process.cwd(), process.version, versions()]));
  const file = path.join(folder, `${key}.bundle`);
  return {
    get() {
      const entry = memory.get(file) ?? readEntry(file);
      if (entry === undefined || !entry.inputs.every(isUnchanged)) return undefined;
      remember(file, entry);
      try {
        utimesSync(file, new Date(), new Date());
      } catch {
        // Removed meanwhile, or not writable: only the order of eviction depends on it.
      }
      return entry.bundle;
    },
    put(bundle, files) {
      const inputs: Input[] = [];
      for (const [name, state] of files) {
        const input = toInput(name);
        if (!isSameState(input, state)) return;
        inputs.push(input);
      }
      const entry: Entry = { bundle, inputs };
      remember(file, entry);
      try {
        mkdirSync(folder, { recursive: true });
        const partial = `${file}.${process.pid}-${randomUUID()}`;
        writeFileSync(partial, serialize(entry));
        renameSync(partial, file);
        evict(folder);
      } catch {
        // Without the cache, bundling only takes longer.
      }
    },
  };
}

/** The maximum size of the cache, in bytes. */
const CACHE_LIMIT: number = 128 * 1024 * 1024;

/** Removes the least recently used entries until the rest fit into `limit` bytes. */
export function evict(folder: string, limit: number = CACHE_LIMIT): void {
  const entries = readdirSync(folder)
    .filter((name) => /\.bundle(?:\.|$)/.test(name))
    .map((name) => ({ file: path.join(folder, name), ...stateOf(path.join(folder, name)) }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let size = 0;
  for (const entry of entries) {
    size += entry.size;
    if (size > limit) rmSync(entry.file, { force: true });
  }
}

// --- internal ---

interface Input extends FileState {
  readonly file: string;
  readonly hash: string;
}

interface Entry {
  readonly bundle: WorkflowBundle;
  readonly inputs: readonly Input[];
}

const memory = new Map<string, Entry>();

function remember(file: string, entry: Entry): void {
  memory.delete(file);
  memory.set(file, entry);
  const [oldest] = memory.keys();
  if (memory.size > 8 && oldest !== undefined) memory.delete(oldest);
}

/** The folder of all bundler code. */
const BUNDLER = path.dirname(__dirname);

/** The versions that a bundle depends on: the SDK's, and the times of our files, which change while we develop a version. */
function versions(): unknown[] {
  const own = readdirSync(BUNDLER, { recursive: true, encoding: 'utf8' }).sort();
  return [sdkVersion(), own.map((name) => [name, stateOf(path.join(BUNDLER, name)).mtimeMs])];
}

function cacheRoot(): string {
  const { TFN_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (TFN_CACHE_DIR) return TFN_CACHE_DIR;
  if (process.platform === 'win32' && LOCALAPPDATA) return path.join(LOCALAPPDATA, 'tfn', 'Cache');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'tfn');
  return path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'tfn');
}

function readEntry(file: string): Entry | undefined {
  try {
    return deserialize(readFileSync(file)) as Entry;
  } catch {
    return undefined;
  }
}

/** A file that cannot be read is an input too: the bundle may change once it exists. */
function toInput(file: string): Input {
  const state = stateOf(file);
  try {
    return { file, ...state, hash: hash(readFileSync(file)) };
  } catch {
    return { file, ...state, hash: '' };
  }
}

/** Compares size and modification time, and content if only the time differs, as after a fresh checkout. */
function isUnchanged(input: Input): boolean {
  const state = stateOf(input.file);
  if (state.size !== input.size) return false;
  return isSameState(state, input) || toInput(input.file).hash === input.hash;
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
