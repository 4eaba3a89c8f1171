/**
 * The transport over Temporal's HTTP API. There is no connection: each request is a fetch.
 * I1: the connect timeout limits short calls; long calls are sent only after Temporal has answered something.
 * I2: `close`, and the user's own signal, end calls in flight.
 */
import { toMilliseconds } from '@tfn/core';
import { SILENCE, toCallError } from '../errors/call-errors.ts';
import { callError } from '../errors/transport-errors.ts';
import { CallTimedOut } from '../transport.ts';
import type { Transport } from '../transport.ts';
import { createPayloadLimit } from '../limits/payload-limit.ts';
import { createHttpApi } from './http-api.ts';
import type { HttpClientOptions } from './http-options.ts';
import { createConverter } from './payloads.ts';
import { createSend, toStatusError } from './send.ts';
import type { HttpStatusError } from './send.ts';

/** @throws {TfnError} TFN_DURATION_INVALID */
export function createHttpTransport({
  temporal = {},
  identity = 'tfn',
  payloadCodec,
  maxPayloadSize,
  values = 'rich',
}: HttpClientOptions): Transport {
  const { address: given = 'localhost:7243', namespace = 'default', apiKey, headers, signal: userSignal } = temporal;
  const timeout = toMilliseconds(temporal.connectTimeout ?? 10_000, 'temporal.connectTimeout');
  const address = /^https?:/.test(given) ? given.replace(/\/+$/, '') : `http${apiKey ? 's' : ''}://${given}`;
  const sizes = createPayloadLimit(maxPayloadSize);
  const inFlight = new Set<AbortController>();
  let closed: Error | undefined;
  let reached = false;

  const send = createSend({
    base: `${address}/api/v1/`,
    fetch: temporal.fetch ?? ((...args) => fetch(...args)),
    timeout,
    onAnswer: () => (reached = true),
    async headers() {
      const key = typeof apiKey === 'function' ? await apiKey() : apiKey;
      return {
        'content-type': JSON_TYPE,
        accept: JSON_TYPE,
        ...(key && { authorization: `Bearer ${key}`, 'temporal-namespace': namespace }),
        ...headers,
      };
    },
  });

  const within = async <TResult>(
    limit: number | undefined,
    late: Error,
    run: (signal: AbortSignal) => Promise<TResult>,
  ): Promise<TResult> => {
    if (closed) throw closed;
    const controller = new AbortController();
    const timer = limit === undefined ? undefined : setTimeout(() => controller.abort(late), limit);
    inFlight.add(controller);
    try {
      return await run(controller.signal);
    } finally {
      clearTimeout(timer);
      inFlight.delete(controller);
    }
  };

  const end = (): void => {
    closed ??= callError('TFN_CLIENT_CLOSED', {}, userSignal?.reason);
    for (const controller of inFlight) controller.abort(closed);
    userSignal?.removeEventListener('abort', end);
  };
  userSignal?.addEventListener('abort', end);
  if (userSignal?.aborted) end();

  return {
    async call(subject, run, { answerer, timeout: limit } = {}) {
      const silent = toStatusError(answerer === 'worker' ? 4 : 14, SILENCE);
      const isLong = answerer === 'workflow';
      try {
        if (isLong && !reached) await within(timeout, silent, (signal) => send('system-info', signal));
        return await within(isLong ? limit : timeout, isLong ? new CallTimedOut() : silent, (signal) => {
          const base = `namespaces/${encodeURIComponent(namespace)}`;
          const request = (path: string, body?: object): Promise<unknown> => send(`${base}/${path}`, signal, body);
          const readLimit = async (): Promise<number> =>
            Number(((await send(base, signal)) as Namespace).namespaceInfo?.limits?.blobSizeLimitError);
          const converter = createConverter({ codec: payloadCodec, values }, (size) => sizes.check(size, readLimit));
          return run(createHttpApi({ request, converter, identity }));
        });
      } catch (error) {
        const destination = { address, namespace, seconds: timeout / 1000 };
        throw toCallError(error, toStatus(error), { subject, destination, values });
      }
    },
    close: async () => end(),
  };
}

// --- internal ---

/** Temporal's description of a namespace. */
interface Namespace {
  readonly namespaceInfo?: { readonly limits?: { readonly blobSizeLimitError?: string } };
}

/** Payloads in full: Temporal's JSON shorthand does not distinguish null from undefined, and has no bytes. */
const JSON_TYPE = 'application/json+no-payload-shorthand';

function toStatus(error: unknown): { code: number; message: string; noNamespace: boolean } | undefined {
  const { code, details, noNamespace = false } = Object(error) as Partial<HttpStatusError>;
  return typeof code === 'number' && details !== undefined ? { code, message: details, noNamespace } : undefined;
}
