import type { HttpHeaders } from '@tfn/core';
import { problem } from '../replies/problem.ts';
import { readForm } from './query.ts';
import { parseJson } from './read-json.ts';

/** What a route accepts besides JSON. */
export interface Accepted {
  /** Forms, texts and bytes. */
  readonly any: boolean;
}

/**
 * Parses a body by its media type: JSON; a form's fields; a text; else bytes. Undefined when there is none.
 * @throws {HttpProblem} media-type-unsupported, body-malformed
 */
export function readBody(bytes: Uint8Array, headers: HttpHeaders, { any }: Accepted): unknown {
  if (bytes.byteLength === 0) return undefined;
  const { type, charset } = readType(headers);
  const isJson = /^application\/(?:json|[\w.-]+\+json)$/.test(type);
  if (!isJson && !any) throw unsupported(type === '' ? 'none' : `'${type}'`, any);
  assertPlain(headers, any);
  if (!isJson && type !== FORM && !type.startsWith('text/')) return bytes;
  if (charset !== undefined && !UTF_8.has(charset)) throw unsupported(`the charset '${charset}'`, any);
  const text = decode(bytes);
  if (type === FORM) return readForm(text);
  if (!isJson) return text;
  return parseJson(text);
}

/**
 * Refuses what a page of another site can make a browser send without asking the server first: a form or a text. A browser says where a request
 * comes from by `Sec-Fetch-Site`, an older one by `Origin`.
 * @throws {HttpProblem} media-type-unsupported
 */
export function assertOwnSite(headers: HttpHeaders): void {
  const { type } = readType(headers);
  if (!SIMPLE_TYPES.has(type) || !isCrossSite(headers)) return;
  throw problem('media-type-unsupported', {
    detail: `A page of another site sent this as ${type === '' ? 'no media type' : `'${type}'`}. Such pages must send application/json.`,
    headers: { accept: 'application/json' },
  });
}

/** Whether a request has the media type of a form. */
export function isForm(headers: HttpHeaders): boolean {
  return readType(headers).type === FORM;
}

// --- internal ---

/** A browser sends other types to another site only if the server allows that. */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  '',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
]);

function isCrossSite({ 'sec-fetch-site': site, origin, host }: HttpHeaders): boolean {
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
}

const FORM = 'application/x-www-form-urlencoded';
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

function readType(headers: HttpHeaders): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  return { type, charset: charset?.replaceAll('"', '') };
}

function assertPlain(headers: HttpHeaders, any: boolean): void {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw unsupported(`the encoding '${encoding}'`, any);
}

function unsupported(got: string, any: boolean): Error {
  return problem('media-type-unsupported', {
    detail: any
      ? `Send texts in UTF-8, uncompressed; this was ${got}.`
      : `Send application/json in UTF-8, uncompressed; this was ${got}.`,
    headers: { ...(!any && { accept: 'application/json' }), 'accept-encoding': 'identity' },
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem('body-malformed', { detail: 'It is not UTF-8.' });
  }
}
