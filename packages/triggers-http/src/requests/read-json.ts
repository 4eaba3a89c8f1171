import type { HttpHeaders } from '@tfn/core';
import { problem } from '../replies/problem.ts';

/** The deepest nesting of a body. */
const MAX_DEPTH = 64;

/**
 * Reads a body as JSON; undefined when there is none.
 * @throws {HttpProblem} media-type-unsupported, body-malformed
 */
export function readJson(bytes: Uint8Array, headers: HttpHeaders): unknown {
  if (bytes.byteLength === 0) return undefined;
  assertMediaType(headers);
  const value = parse(decode(bytes));
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

function assertMediaType(headers: HttpHeaders): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type)) throw unsupported(type === '' ? 'none' : `'${type}'`);
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw unsupported(`the charset '${charset}'`);
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw unsupported(`the encoding '${encoding}'`);
}

function unsupported(got: string): Error {
  return problem('media-type-unsupported', {
    detail: `Send application/json in UTF-8, uncompressed; this was ${got}.`,
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('It is not UTF-8.');
  }
}

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
