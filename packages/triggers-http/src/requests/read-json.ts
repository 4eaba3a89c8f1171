import { problem } from '../replies/problem.ts';

/** The deepest nesting of a body. */
const MAX_DEPTH = 64;

/** Parses JSON that is not hostile. @throws {HttpProblem} body-malformed */
export function parseJson(text: string): unknown {
  const value = parse(text);
  assertHarmless(value);
  return value;
}

/**
 * Rejects hostile values: nesting that overflows the stack of code that walks it, and keys that reach a prototype when the value
 * is merged into another.
 * @throws {HttpProblem} body-malformed
 */
export function assertHarmless(value: unknown): void {
  let level: readonly unknown[] = typeof value === 'object' ? [value] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_DEPTH) throw malformed(`It nests deeper than ${MAX_DEPTH} levels.`);
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (!Array.isArray(item)) assertKeys(item);
      for (const child of Object.values(item)) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}

// --- internal ---

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the body.
    throw malformed('It is not JSON.');
  }
}

function assertKeys(object: object): void {
  if (Object.hasOwn(object, '__proto__')) throw malformed("It has a key '__proto__'.");
  const { constructor } = object;
  if (
    Object.hasOwn(object, 'constructor') &&
    typeof constructor === 'object' &&
    constructor !== null &&
    Object.hasOwn(constructor, 'prototype')
  )
    throw malformed("It has a key 'constructor.prototype'.");
}

function malformed(detail: string): Error {
  return problem('body-malformed', { detail });
}
