import type { TfnError } from '../errors/tfn-error.ts';
import { sendError } from '../errors/send-errors.ts';

/** A value on its way to Temporal; `what` names whose it is, such as "the function 'charge'". */
export interface SentValue {
  readonly kind: 'input' | 'result';
  readonly what: string;
  readonly value: unknown;
}

/** The error of a value that JSON cannot carry: TFN_INPUT_UNSERIALIZABLE or TFN_RESULT_UNSERIALIZABLE. Undefined when it can. */
export function unserializableError({ kind, what, value }: SentValue, cause?: unknown): TfnError | undefined {
  const found = findUnserializable(value);
  if (!found) return undefined;
  const [path, problem] = found;
  const code = kind === 'input' ? 'TFN_INPUT_UNSERIALIZABLE' : 'TFN_RESULT_UNSERIALIZABLE';
  return sendError(code, { what, path, problem }, cause);
}

// --- internal ---

/** The part of a value that JSON cannot carry: '' for the value itself, else such as 'items[2].price'; and what it is. */
type Unserializable = readonly [path: string, problem: string];

/** Finds what keeps a value from being serialised as JSON, or undefined when nothing does. Bytes need no JSON. */
function findUnserializable(value: unknown): Unserializable | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return ['', `a ${typeof value}`];
  if (value instanceof Uint8Array) return undefined;
  try {
    JSON.stringify(value);
    return undefined;
  } catch (error) {
    return search(value, '', []) ?? ['', error instanceof Error ? error.message : String(error)];
  }
}

function search(value: unknown, path: string, parents: readonly unknown[]): Unserializable | undefined {
  if (typeof value === 'bigint') return [path, 'a bigint'];
  if (parents.includes(value)) return [path, 'circular'];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : path + (path && '.') + key;
    const found = search(item, place, [...parents, value]);
    if (found) return found;
  }
  return undefined;
}
