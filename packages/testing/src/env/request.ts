import type { Client } from '@tfn/core';
import { assertNames } from '@tfn/core/internal';
import { loadPeer } from './load-peer.ts';

/** Further parts of a request. */
export interface RequestOptions {
  headers?: Readonly<Record<string, string>>;
}

/** The answer. */
export interface TestResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else text; undefined without a body. */
  readonly body: unknown;
}

/** A request to the routes of `tfn.http`. */
export interface RequestCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: unknown;
  readonly options: RequestOptions;
}

/** Sends a request through the handler that serves in production, without a port. @throws {TfnError} TFN_TEST_PACKAGE_MISSING */
export async function sendRequest(client: Client, { method, path, body, options }: RequestCall): Promise<TestResponse> {
  assertNames('env.request', options, { known: ['headers'] });
  const { fetchHandler } = loadPeer<{ fetchHandler: FetchHandler }>('@tfn/triggers-http', {
    load: () => require('@tfn/triggers-http'),
    for: 'env.request',
  });
  const handle = fetchHandler(client);
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { ...(text !== undefined && { 'content-type': 'application/json' }), ...options.headers };
  const init = { method, headers, ...(text !== undefined && { body: text }) };
  const response = await handle(new Request(new URL(path, 'http://test.invalid'), init));
  const answer = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: answer === '' ? undefined : isJson ? (JSON.parse(answer) as unknown) : answer,
  };
}

// --- internal ---

type FetchHandler = (client: Client) => (request: Request) => Promise<Response>;
