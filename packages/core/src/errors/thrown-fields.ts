/**
 * Reads parts of whatever was thrown: an error, also one of another realm (in Jest the errors of Node, everywhere those of the workflow sandbox), or
 * any other value. Nothing here throws: a field may be a getter, and the value a proxy, that throws.
 */

/** Recognises an error, also one of another realm, where `instanceof` is false; a DOMException is one. */
export function isErrorLike(value: unknown): value is Error {
  try {
    return value instanceof Error || /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(value));
  } catch {
    return false;
  }
}

/** The value as text. */
export function textOf(value: unknown): string {
  try {
    return cutText(String(value), LONGEST_TEXT);
  } catch {
    return `a value of type ${typeof value} that has no text`;
  }
}

/** The value of a field; undefined if reading it throws. */
export function field(value: unknown, key: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** The text, or its beginning and its length. A text that was cut is not cut again. */
export function cutText(text: string, limit: number): string {
  return text.length > limit + LONGEST_COUNT ? `${text.slice(0, limit)}… (${text.length} characters)` : text;
}

/** The message of a thrown value, else its text. */
export function messageOf(thrown: unknown): string {
  const message = field(thrown, 'message');
  return typeof message === 'string' ? cutText(message, LONGEST_TEXT) : textOf(thrown);
}

// --- internal ---

const LONGEST_TEXT = 20_000;

/** Characters that tell a length. */
const LONGEST_COUNT = 30;
