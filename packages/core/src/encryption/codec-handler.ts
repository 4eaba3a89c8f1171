import { fromWire, toWire } from '../protocol/wire-payload.ts';
import type { WirePayload } from '../protocol/wire-payload.ts';
import type { Payload, PayloadCodec } from './payload.ts';

/** Options of `codecHandler`: who may decode values. */
export interface CodecHandlerOptions {
  /** Allowed origins of Web UI pages, such as 'http://localhost:8233'. Requests of other origins are answered 403. */
  origins: readonly string[];
  /** Decides whether a request is allowed, by the access token or cookies that the Web UI sends. @default allows all */
  authorize?: (request: Request) => boolean | Promise<boolean>;
}

/**
 * The codec server with which Temporal's Web UI and CLI show values: `POST …/decode` and `…/encode`. Set its URL as the Web
 * UI's remote codec endpoint. It decrypts everything for whoever reaches it: protect it with `authorize`.
 */
export function codecHandler(
  codec: PayloadCodec,
  { origins, authorize }: CodecHandlerOptions,
): (request: Request) => Promise<Response> {
  const answer = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    const action = /\/(decode|encode)\/?$/.exec(new URL(request.url).pathname)?.[1] as 'decode' | 'encode' | undefined;
    if (action === undefined) return reply(404, { message: 'Use POST /decode or POST /encode.' });
    if (request.method !== 'POST') return reply(405, { message: 'Use POST.' });
    if (authorize !== undefined && !(await authorize(request))) return reply(401, { message: 'Not allowed.' });
    const payloads = await readPayloads(request);
    if (payloads === undefined)
      return reply(400, { message: 'Send {"payloads": [{"metadata": {…}, "data": "…"}]}, bytes in base64.' });
    try {
      return reply(200, { payloads: (await codec[action](payloads)).map(toWire) });
    } catch (error) {
      return reply(422, { message: (error as Error).message });
    }
  };
  return async (request) => {
    const origin = request.headers.get('origin');
    if (origin !== null && !origins.includes(origin))
      return reply(403, { message: `The origin '${origin}' is not allowed.` });
    const response = await answer(request);
    if (origin === null) return response;
    for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
    response.headers.set('access-control-allow-origin', origin);
    return response;
  };
}

// --- internal ---

const CORS = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, authorization, x-namespace',
  'access-control-allow-credentials': 'true',
  vary: 'origin',
};

function reply(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

async function readPayloads(request: Request): Promise<Payload[] | undefined> {
  try {
    const { payloads } = (await request.json()) as { payloads: WirePayload[] };
    return payloads.map(fromWire);
  } catch {
    return undefined;
  }
}
