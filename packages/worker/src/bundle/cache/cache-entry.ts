/**
 * One entry of the cache as a file: a checksum, and what it is of. An entry is used only if every part of it is as it was written: another
 * process may have been interrupted, and people copy, edit and sync such folders.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { WorkflowBundle } from '../bundle-options.ts';
import type { FileState } from './input-files.ts';

/** A file that a bundle was made from. */
export interface CachedInput extends FileState {
  readonly file: string;
  readonly hash: string;
}

/** A bundle, and all files that it was made from. */
export interface CacheEntry {
  readonly bundle: WorkflowBundle;
  readonly inputs: readonly CachedInput[];
}

/** The bytes of an entry. `key` identifies the options that it was made with. */
export function encodeEntry(key: string, { bundle, inputs }: CacheEntry): Buffer {
  const content = serialize({ key, bundle, inputs });
  return Buffer.concat([checksum(content), content]);
}

/** The entry of these bytes; undefined if they are damaged, of other options, or of a form that this version does not write. */
export function decodeEntry(key: string, bytes: Buffer): CacheEntry | undefined {
  const content = bytes.subarray(CHECKSUM_SIZE);
  if (content.length === 0 || !checksum(content).equals(bytes.subarray(0, CHECKSUM_SIZE))) return undefined;
  try {
    const entry: unknown = deserialize(content);
    return isRecord(entry) && entry['key'] === key && isBundle(entry['bundle']) && isInputs(entry['inputs'])
      ? { bundle: entry['bundle'], inputs: entry['inputs'] }
      : undefined;
  } catch {
    return undefined;
  }
}

// --- internal ---

const CHECKSUM_SIZE = 32;

function checksum(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isBundle(value: unknown): value is WorkflowBundle {
  return (
    isRecord(value) &&
    [value['code'], value['hash']].every((text) => typeof text === 'string' && text !== '') &&
    (value['builtBy'] === 'sdk' || value['builtBy'] === 'esbuild') &&
    ['warnings', 'raceWarnings', 'workflowNames', 'functionNames'].every((name) => isTexts(value[name])) &&
    isRecord(value['temporalModules']) &&
    isTexts(value['temporalModules']['interceptors'])
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** Every bundle is made from some files. */
function isInputs(value: unknown): value is CachedInput[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (one) =>
        isRecord(one) &&
        typeof one['file'] === 'string' &&
        typeof one['hash'] === 'string' &&
        typeof one['size'] === 'number' &&
        typeof one['mtimeMs'] === 'number',
    )
  );
}
