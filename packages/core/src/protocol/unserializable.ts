import { messageOf } from '../errors/thrown/thrown-fields.ts';
import type { TfnError } from '../errors/tfn-error.ts';
import { sendError } from '../errors/send-errors.ts';

/** A value that is sent to Temporal; `what` names its owner, such as "the function 'charge'". */
export interface SentValue {
  readonly kind: 'input' | 'result';
  readonly what: string;
  /** What is sent instead of an input, such as 'memo'. */
  readonly part?: string | undefined;
  readonly value: unknown;
}

/** TFN_INPUT_UNSERIALIZABLE or TFN_RESULT_UNSERIALIZABLE if JSON cannot represent the value, otherwise undefined. */
export function unserializableError({ kind, what, part, value }: SentValue, cause?: unknown): TfnError | undefined {
  const found = findUnserializable(value);
  if (!found) return undefined;
  const [path, problem] = found;
  const code = kind === 'input' ? 'TFN_INPUT_UNSERIALIZABLE' : 'TFN_RESULT_UNSERIALIZABLE';
  return sendError(code, { what, ...(part && { part }), path, problem }, cause);
}

// --- internal ---

/** The part that JSON cannot represent, '' for the value itself or a path such as 'items[2].price', and what it is. */
type Unserializable = readonly [path: string, problem: string];

/** Finds the part of a value that JSON cannot represent. Bytes are sent without JSON. */
function findUnserializable(value: unknown): Unserializable | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return ['', `a ${typeof value}`];
  if (value instanceof Uint8Array) return undefined;
  try {
    JSON.stringify(value);
    return undefined;
  } catch (error) {
    return search(value, '', []) ?? ['', messageOf(error)];
  }
}

function search(value: unknown, path: string, parents: readonly unknown[]): Unserializable | undefined {
  if (typeof value === 'bigint') return [path, 'a bigint'];
  if (parents.includes(value)) return [path, 'circular'];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const location = Array.isArray(value) ? `${path}[${key}]` : path + (path && '.') + key;
    const found = search(item, location, [...parents, value]);
    if (found) return found;
  }
  return undefined;
}
