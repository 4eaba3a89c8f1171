/**
 * Requests to Temporal's HTTP API.
 * I1: requests without an answer, and answers 429, 502 and 503, are retried with growing pauses until the connect timeout; then the
 * last failure is thrown.
 * I2: an aborted signal ends a request immediately, even during a pause.
 */
import { isTfnError } from '@tfn/core';

/** A request that was rejected or not answered, with the gRPC status that describes it. */
export interface HttpStatusError extends Error {
  readonly code: number;
  readonly details: string;
  readonly noNamespace?: boolean;
}

/** Makes the error of a failed attempt. */
export function toStatusError(code: number, details: string, more?: object): HttpStatusError {
  return Object.assign(new Error(details), { code, details, ...more });
}

/** Where requests go, and how. */
export interface SendSettings {
  /** With a trailing slash. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  headers(): Promise<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Called on each answer. */
  onAnswer(): void;
}

/** Sends a request until it is answered, and returns the answer's body. POSTs when there is a body. */
export type Send = (path: string, signal: AbortSignal, body?: object) => Promise<unknown>;

export function createSend({ base, fetch, headers, timeout, onAnswer }: SendSettings): Send {
  const attempt = async (path: string, signal: AbortSignal, body?: string): Promise<unknown> => {
    const init = { headers: await headers(), signal, ...(body && { method: 'POST', body }) };
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, init);
      text = await response.text();
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error & { code?: string } };
      throw toStatusError(14, cause?.message || cause?.code || message, { cause: error, again: true });
    }
    const { status, ok } = response;
    const answer = parse(text);
    if (answer) onAnswer();
    if (ok && answer) return answer;
    const hint = status === 413 ? ', too large' : ": this is not Temporal's HTTP API";
    const { code = CODES[status] ?? 14, message = `HTTP ${status}${hint}`, details = [] } = answer ?? {};
    // Temporal's NOT_FOUND has details; that of an unknown route has none.
    throw code === 5 && !details[0]
      ? toStatusError(12, NO_ROUTE)
      : toStatusError(code, message, {
          again: /429|50[23]/.test(`${status}`),
          noNamespace: details.some((detail) => detail['@type'].includes('NamespaceNotFound')),
        });
  };

  return async (path, signal, body) => {
    let last: unknown;
    let until = 0;
    for (let pause = 100; ; pause = Math.min(pause * 2, 2000)) {
      try {
        return await attempt(path, signal, body && JSON.stringify(body));
      } catch (error) {
        if (signal.aborted) throw isTfnError(signal.reason) ? signal.reason : (last ?? signal.reason);
        last = error;
        until ||= Date.now() + timeout;
        if (!(error as { again?: boolean }).again || Date.now() + pause > until) throw error;
      }
      await new Promise((resolve) => {
        // Jitter: many clients refused at the same time must not all retry at the same time.
        const timer = setTimeout(resolve, pause * (0.75 + Math.random() / 2));
        signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
      });
    }
  };
}

// --- internal ---

/** The body of Temporal's error answers. */
interface ErrorBody {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly { readonly '@type': string }[];
}

/** gRPC codes for HTTP statuses, when a proxy answers instead of Temporal. */
const CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 413: 8, 429: 8 };

const NO_ROUTE = "its HTTP API has no such route: it is too old, or the id or name contains '/'";

function parse(text: string): ErrorBody | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}
