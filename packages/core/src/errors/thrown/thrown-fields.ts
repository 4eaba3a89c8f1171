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

/**
 * The text, or its beginning and its length. A text that was cut is not cut again. Half of a surrogate pair is dropped where the text is cut, and
 * replaced elsewhere: a worker of Temporal stops at a message with one.
 */
export function cutText(text: string, limit: number): string {
  const isLong = text.length > limit + LONGEST_COUNT;
  const kept = isLong ? `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}… (${text.length} characters)` : text;
  return kept.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The message of a thrown value, else its text. */
export function messageOf(thrown: unknown): string {
  const message = field(thrown, 'message');
  return typeof message === 'string' ? cutText(message, LONGEST_TEXT) : textOf(thrown);
}

// --- internal ---

const LONGEST_TEXT = 20_000;

/** Characters in which the length of a cut text is given. */
const LONGEST_COUNT = 30;
