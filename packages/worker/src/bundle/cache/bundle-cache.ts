/**
 * A cache of bundles on disk, keyed by their inputs.
 * I1: an entry is used only if the content of every input file is unchanged; a bundle is not stored if an input changed while it was
 *   being made.
 * I2: entries are written atomically: to a temporary file, which is then renamed.
 * I3: an entry is read only if its checksum, key and form are right; otherwise it is made again.
 * I4: the folder stays below a maximum size; the least recently used entries are removed first.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sdkVersion } from '../../sdk/version.ts';
import type { BundleOptions, WorkflowBundle } from '../bundle-options.ts';
import { decodeEntry, encodeEntry } from './cache-entry.ts';
import type { CachedInput, CacheEntry } from './cache-entry.ts';
import { openFolder } from './cache-folder.ts';
import { isSameState, stateOf } from './input-files.ts';
import type { InputFiles } from './input-files.ts';

/** Keeps the bundle of one set of options across processes. */
export interface BundleCache {
  get(): WorkflowBundle | undefined;
  /** `files` are all inputs of the bundle. */
  put(bundle: WorkflowBundle, files: InputFiles): void;
}

/**
 * The cache for one set of options; undefined when the options cannot be compared, or the cache is off.
 * @throws {TfnError} TFN_BUNDLE_CACHE_UNUSABLE
 */
export function openCache(options: BundleOptions): BundleCache | undefined {
  const { cache = true, logger, webpackConfigHook, ...compared } = options;
  if (cache === false || webpackConfigHook !== undefined) return undefined;
  const folder = openFolder(options);
  if (folder === undefined) return undefined;
  const key = hash(JSON.stringify([compared, options.cwd ?? process.cwd(), process.version, versions()]));
  const file = path.join(folder, `${key}.bundle`);
  return {
    get() {
      const entry = memory.get(file) ?? readEntry(file, key);
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
      const inputs: CachedInput[] = [];
      for (const [name, state] of files) {
        const input = toInput(name);
        if (!isSameState(input, state)) return;
        inputs.push(input);
      }
      const entry: CacheEntry = { bundle, inputs };
      remember(file, entry);
      const partial = `${file}.${process.pid}-${randomUUID()}`;
      try {
        writeFileSync(partial, encodeEntry(key, entry));
        renameSync(partial, file);
        evict(folder);
      } catch (error) {
        rmSync(partial, { force: true });
        // The bundle is made, and the next one only takes longer: a full disk must not keep a worker from starting.
        logger?.warn(`The bundle could not be cached in '${folder}': ${String(error)}`);
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

const memory = new Map<string, CacheEntry>();

function remember(file: string, entry: CacheEntry): void {
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

function readEntry(file: string, key: string): CacheEntry | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  return decodeEntry(key, bytes);
}

/** A file that cannot be read is an input too: the bundle may change once it exists. */
function toInput(file: string): CachedInput {
  const state = stateOf(file);
  try {
    return { file, ...state, hash: hash(readFileSync(file)) };
  } catch {
    return { file, ...state, hash: '' };
  }
}

/** Compares size and modification time, and content if only the time differs, as after a fresh checkout. */
function isUnchanged(input: CachedInput): boolean {
  const state = stateOf(input.file);
  if (state.size !== input.size) return false;
  return isSameState(state, input) || toInput(input.file).hash === input.hash;
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
