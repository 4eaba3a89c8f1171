/**
 * Reads whatever was thrown.
 * I1: nothing here throws (see thrown-fields.ts).
 * I2: nothing here takes long or returns much: texts and lists are limited.
 */
import { cutText, field, isErrorLike, textOf } from './thrown-fields.ts';

/** What a thrown value says about itself; texts are limited. */
export interface Thrown {
  readonly message: string;
  /** See `errorType`. */
  readonly type: string;
  readonly stack: string | undefined;
  /** Undefined where there is none. */
  readonly cause: unknown;
}

/** Characters of a message; a stack may have twice as many. */
const LONGEST_TEXT = 20_000;

/** Reads a thrown value; `limit` is the length to which it cuts the message, and half of that of the stack. */
export function readThrown(thrown: unknown, limit: number = LONGEST_TEXT): Thrown {
  const isObject = Object(thrown) === thrown && typeof thrown !== 'function';
  const own = isObject ? field(thrown, 'message') : undefined;
  const message = typeof own === 'string' && (own !== '' || isErrorLike(thrown)) ? own : describeThrown(thrown);
  const text = cutText(message + listErrors(thrown), limit);
  return {
    message: text,
    type: errorType(thrown),
    stack: isObject ? readStack(thrown, { message, text, limit }) : undefined,
    cause: isObject ? field(thrown, 'cause') : undefined,
  };
}

/**
 * The type of a failure, by which a retry policy and `errorMapper` recognise it: a TfnError's code, else the `name` that the error or its class
 * sets, else the name of its class.
 */
export function errorType(thrown: unknown): string {
  const code = field(thrown, 'code');
  if (typeof code === 'string' && code.startsWith('TFN_') && field(thrown, Symbol.for('@tfn/error')) === true)
    return code;
  const name = field(thrown, 'name');
  const ofClass = field(field(thrown, 'constructor'), 'name');
  const isOwn = typeof name === 'string' && name !== '' && typeof thrown !== 'function';
  // Node's own errors have classes with names that it does not show.
  const hasClass = isErrorLike(thrown) && typeof ofClass === 'string' && ofClass !== '' && ofClass !== 'NodeError';
  if (isOwn && !(INHERITED.test(name) && hasClass)) return cutText(name, LONGEST_NAME);
  return hasClass ? cutText(ofClass, LONGEST_NAME) : 'Error';
}

// --- internal ---

/** Names that a subclass has without having set them: those of JavaScript's and of our own classes. */
const INHERITED = /^(|Eval|Range|Reference|Syntax|Type|URI|Aggregate|Suppressed|NonRetryable|RetryAfter)Error$/;

const LONGEST_NAME = 200;

/** How many errors of an AggregateError, and how many fields of an object, are shown. */
const MOST_SHOWN = 10;

/** A thrown value without a message: an object by its fields. */
function describeThrown(thrown: unknown): string {
  if (Object(thrown) !== thrown) return textOf(thrown);
  if (typeof thrown === 'function') return `the function '${textOf(field(thrown, 'name'))}'`;
  const text = textOf(thrown);
  if (!/^(\[object .*\]|a value of type .*|)$/.test(text)) return text;
  return sketch(thrown) || text;
}

function sketch(value: unknown): string {
  try {
    const shown = Object.keys(value as object)
      .slice(0, MOST_SHOWN)
      .map((key) => `${cutText(key, LONGEST_NAME)}: ${cutText(textOf(field(value, key)), LONGEST_NAME)}`);
    return shown.length === 0 ? '' : `{ ${shown.join(', ')} }`;
  } catch {
    return '';
  }
}

/** What an AggregateError adds to its message. */
function listErrors(thrown: unknown): string {
  const errors = field(thrown, 'errors');
  if (!isErrorLike(thrown) || !isArray(errors)) return '';
  const shown: string[] = [];
  const count = Math.min(Number(field(errors, 'length')) || 0, MOST_SHOWN);
  for (let index = 0; index < count; index += 1) {
    const error = field(errors, index);
    const message = field(error, 'message');
    shown.push(
      isErrorLike(error)
        ? `${errorType(error)}: ${cutText(typeof message === 'string' ? message : '', LONGEST_NAME)}`
        : cutText(describeThrown(error), LONGEST_NAME),
    );
  }
  const left = Number(field(errors, 'length')) - count;
  return shown.length === 0 ? '' : ` (${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''})`;
}

function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function readStack(
  thrown: unknown,
  { message, text, limit }: { message: string; text: string; limit: number },
): string | undefined {
  const stack = field(thrown, 'stack');
  if (typeof stack !== 'string') return undefined;
  // The stack begins with the message; its frames are worth keeping.
  return cutText(text === message ? stack : stack.replace(message, () => text), 2 * limit);
}
