import type { TfnError } from '../tfn-error.ts';
import { sharedError } from './errors.ts';

/** A value on its way to Temporal; `what` names whose it is, such as "the function 'charge'". */
export interface SentValue {
  readonly kind: 'input' | 'result';
  readonly what: string;
  readonly value: unknown;
}

/** The error of a value that JSON cannot carry: TFN_INPUT_UNSERIALIZABLE or TFN_RESULT_UNSERIALIZABLE. Undefined when it can. */
export function unserializableError({ kind, what, value }: SentValue, cause?: unknown): TfnError | undefined {
  const found = findUnserializable(value);
  if (found === undefined) return undefined;
  const code = kind === 'input' ? 'TFN_INPUT_UNSERIALIZABLE' : 'TFN_RESULT_UNSERIALIZABLE';
  return sharedError(code, { what, path: found.path, problem: found.what }, cause);
}

// --- internal ---

/** The part of a value that JSON cannot carry. */
interface Unserializable {
  /** Where it is: '' for the value itself, else such as 'items[2].price'. */
  readonly path: string;
  /** What it is, in an error's words. */
  readonly what: string;
}

/** Finds what keeps a value from being serialised as JSON, or undefined when nothing does. Bytes need no JSON. */
function findUnserializable(value: unknown): Unserializable | undefined {
  if (value === undefined || value instanceof Uint8Array) return undefined;
  if (typeof value === 'function' || typeof value === 'symbol') return { path: '', what: `a ${typeof value}` };
  try {
    JSON.stringify(value);
    return undefined;
  } catch (error) {
    return search(value, '', []) ?? { path: '', what: error instanceof Error ? error.message : String(error) };
  }
}

function search(value: unknown, path: string, parents: readonly unknown[]): Unserializable | undefined {
  if (typeof value === 'bigint') return { path, what: 'a bigint' };
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.includes(value)) return { path, what: 'a reference to an object that holds it' };
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`[${index}]`, item] as const)
    : Object.entries(value);
  for (const [key, item] of entries) {
    const found = search(item, joinPath(path, key), [...parents, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function joinPath(path: string, key: string): string {
  return path === '' || key.startsWith('[') ? path + key : `${path}.${key}`;
}
