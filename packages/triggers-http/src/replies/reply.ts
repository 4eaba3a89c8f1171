import { readThrown } from '@tfn/core/internal';
import { httpError } from '../errors.ts';
import type { HttpProblem } from './problem.ts';
import { bytesOf, toJson } from './to-json.ts';

/** A response, before an adapter sends it. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** How a result is answered. */
export interface ResultReplyOptions {
  /** Such as "POST /orders/:id". */
  readonly route: string;
  /** The type of a text or of bytes. @default text is JSON, bytes are application/octet-stream */
  readonly contentType: string | undefined;
}

/**
 * Makes a reply of a result: bytes as they are, text as they are if the route names its type, other values as JSON; undefined becomes 204.
 * @throws {TfnError} TFN_HTTP_RESULT
 */
export function resultReply(result: unknown, { route, contentType }: ResultReplyOptions): HttpReply {
  const bytes = bytesOf(result);
  const body = bytes ?? (contentType !== undefined && typeof result === 'string' ? result : undefined);
  if (body !== undefined)
    return { status: 200, headers: { 'content-type': contentType ?? 'application/octet-stream' }, body };
  try {
    return jsonReply(result);
  } catch (error) {
    throw httpError('TFN_HTTP_RESULT', { route, problem: reasonOf(error) }, error);
  }
}

/** Makes a reply of a text. */
export function textReply({ contentType, body }: { contentType?: string; body?: string }): HttpReply {
  return { status: 200, headers: contentType === undefined ? {} : { 'content-type': contentType }, body };
}

/** Makes a reply of a value as JSON; undefined becomes 204. */
export function jsonReply(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): HttpReply {
  const body = toJson(value);
  if (body === undefined) return { status: status === 200 ? 204 : status, headers, body };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Makes the reply of a problem document. */
export function problemReply({ problem, headers }: HttpProblem): HttpReply {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: toJson(problem),
  };
}

/** The reply's body as bytes; undefined if it has none. */
export function bodyBytes({ body }: HttpReply): Uint8Array | undefined {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

// --- internal ---

/** The first line: the others draw the cycle. */
function reasonOf(error: unknown): string {
  return readThrown(error).message.split('\n', 1)[0] as string;
}
