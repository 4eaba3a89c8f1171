/**
 * Limits the size of an error, in place, before it is sent: a message or a stack of megabytes blocks the SDK, which searches it, and is more
 * than Temporal accepts; a cycle of causes has no end.
 */
export function boundError(error: unknown): unknown {
  if (typeof error === 'string') return cut(error);
  const seen = new Set<Error>();
  for (let current = error; current instanceof Error; current = current.cause) {
    seen.add(current);
    cutTexts(current);
    // A frozen error stays as it is.
    if (seen.has(current.cause as Error) || seen.size === LONGEST_CHAIN) Reflect.set(current, 'cause', undefined);
  }
  return error;
}

// --- internal ---

/** Characters. With as many causes as are kept, less than the 2 MB that Temporal accepts. */
const LONGEST_TEXT = 20_000;
const LONGEST_CHAIN = 20;

function cutTexts(error: Error): void {
  const { message, stack } = error;
  if (typeof message === 'string' && message.length > LONGEST_TEXT) {
    Reflect.set(error, 'message', cut(message));
    // The stack begins with the message; its frames are worth keeping.
    if (typeof stack === 'string')
      Reflect.set(
        error,
        'stack',
        stack.replace(message, () => cut(message)),
      );
  }
  if (typeof error.stack === 'string' && error.stack.length > 2 * LONGEST_TEXT)
    Reflect.set(error, 'stack', cut(error.stack));
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text;
}
