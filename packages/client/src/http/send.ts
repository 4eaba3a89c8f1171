/**
 * Requests to Temporal's HTTP API.
 * I1: what is worth another try (nobody answers, 429, 502, 503) is tried again, with longer and longer pauses, for the connect
 * timeout; then the last failure counts.
 * I2: a signal that aborts ends a request at once, also within a pause.
 */
import { isTfnError } from '@tfn/core';

/** Temporal said no, or nobody said anything: with gRPC's status, as its errors carry it. */
export interface HttpStatusError extends Error {
  readonly code: number;
  readonly details: string;
  readonly noNamespace?: boolean;
}

/** A failed try. */
export function toStatusError(code: number, details: string, more: object = {}): HttpStatusError {
  return Object.assign(new Error(details), { code, details, ...more });
}

/** Where requests go, and how. */
export interface SendSettings {
  /** Ends in a slash. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  headers(): Promise<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Told of each answer. */
  onAnswer(): void;
}

/** Sends a request until it is answered, and gives what the answer holds. POSTs when there is a body. */
export async function send(
  settings: SendSettings,
  { path, body, signal }: { path: string; body?: object | undefined; signal: AbortSignal },
): Promise<unknown> {
  let last: unknown;
  let until: number | undefined;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await attempt(settings, path, {
        method: body ? 'POST' : 'GET',
        headers: await settings.headers(),
        ...(body && { body: JSON.stringify(body) }),
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw isTfnError(signal.reason) ? signal.reason : (last ?? signal.reason);
      last = error;
      until ??= Date.now() + settings.timeout;
      if (!(error as { again?: boolean }).again || Date.now() + pause > until) throw error;
    }
    await new Promise((resolve) => {
      // Many clients that were refused at once should not come back at once.
      const timer = setTimeout(resolve, pause * (0.75 + Math.random() / 2));
      signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
    });
  }
}

// --- internal ---

/** What Temporal answers when it does not do as asked. */
interface ErrorBody {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly { readonly '@type': string }[];
}

async function attempt({ base, fetch, onAnswer }: SendSettings, path: string, init: RequestInit): Promise<unknown> {
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
  const body = parse(text);
  if (body !== undefined) onAnswer();
  if (ok && body !== undefined) return body;
  const { message = `HTTP ${status}${TEXTS[status] ?? ": this is not Temporal's HTTP API"}`, details = [] } =
    body ?? {};
  const code = body?.code ?? CODES[status] ?? 14;
  const again = status === 429 || status === 502 || status === 503;
  const told = (type: string): boolean => details.some((detail) => detail['@type'].includes(type));
  throw code === 5 && details.length === 0
    ? toStatusError(12, NO_ROUTE)
    : toStatusError(code, message, { again, noNamespace: told('NamespaceNotFound') });
}

/** gRPC's codes of HTTP's, where something between us and Temporal answers. */
const CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 413: 8, 429: 8 };

const TEXTS: Readonly<Record<number, string>> = { 413: ', too large' };

const NO_ROUTE = "its HTTP API has no route for it, as of an id or a name with '/', or because it is too old";

function parse(text: string): ErrorBody | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}
