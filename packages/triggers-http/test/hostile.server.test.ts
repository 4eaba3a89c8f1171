import { once } from 'node:events';
import { connect } from 'node:net';
import { tfn } from '@tfn/core';
import * as shop from './fixtures/shop.ts';
import { adapters } from './support/adapters.ts';
import { sendRaw } from './support/send-raw.ts';
import type { Served } from './support/adapters.ts';
import { startTemporal } from './support/temporal.ts';
import type { TestTemporal } from './support/temporal.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const json = 'application/json';

/** A request and its expected response. */
interface Case {
  readonly what: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  readonly status: number | readonly number[];
  readonly code?: string;
}

const cases: readonly Case[] = [
  { what: 'JSON that ends too early', body: '{"id":"a"', status: 400, code: 'body-malformed' },
  { what: 'text that is not JSON', body: 'hello', status: 400, code: 'body-malformed' },
  { what: 'bytes that are no UTF-8', body: Uint8Array.of(0x22, 0xff, 0xfe, 0x22), status: 400, code: 'body-malformed' },
  { what: 'a lone surrogate half in UTF-8', body: Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), status: 400 },
  { what: 'a NUL byte', body: '{"id":"\0"}', status: 400, code: 'body-malformed' },
  { what: 'a key __proto__', body: '{"__proto__":{"admin":true}}', status: 400, code: 'body-malformed' },
  { what: 'an escaped key __proto__', body: '{"a":[{"__pr\\u006fto__":1}]}', status: 400, code: 'body-malformed' },
  {
    what: 'a key constructor.prototype',
    body: '{"constructor":{"prototype":{"x":1}}}',
    status: 400,
    code: 'body-malformed',
  },
  { what: 'a parameter __proto__', method: 'GET', path: '/echo?__proto__=1', status: 400, code: 'request-malformed' },
  { what: 'nesting of 65 levels', body: nested(65), status: 400, code: 'body-malformed' },
  { what: 'nesting of 500000 levels', body: nested(500_000), status: 400, code: 'body-malformed' },
  { what: 'a body over the limit', body: `"${'x'.repeat(1024 * 1024)}"`, status: 413, code: 'body-too-large' },
  {
    what: 'a body over the limit of its route',
    path: '/small',
    body: '"xxxxxxxxxxxxxxxx"',
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a body of no type',
    headers: { 'content-type': '' },
    body: '{}',
    status: 415,
    code: 'media-type-unsupported',
  },
  { what: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'id=1', status: 415 },
  { what: 'text', headers: { 'content-type': 'text/plain' }, body: '{}', status: 415, code: 'media-type-unsupported' },
  { what: 'a type that is none', headers: { 'content-type': 'application/json/json' }, body: '{}', status: 415 },
  { what: 'a type that starts as JSON', headers: { 'content-type': 'application/jsonp' }, body: '{}', status: 415 },
  { what: 'another charset', headers: { 'content-type': `${json}; charset=utf-16` }, body: '{}', status: 415 },
  { what: 'a compressed body', headers: { 'content-type': json, 'content-encoding': 'gzip' }, body: '{}', status: 415 },
  { what: 'a path that cannot be decoded', method: 'GET', path: '/runs/%E0%A4%A', status: 400 },
  {
    what: 'an id that climbs',
    method: 'GET',
    path: '/runs/..%2f..%2f..%2fetc%2fpasswd',
    status: 404,
    code: 'workflow-not-found',
  },
  { what: 'an id with a NUL', method: 'GET', path: '/runs/a%00b', status: 400, code: 'request-malformed' },
  {
    what: 'an id with a line break',
    method: 'GET',
    path: '/runs/a%0d%0aset-cookie:x',
    status: 400,
    code: 'request-malformed',
  },
  {
    what: 'an id of 1001 characters',
    method: 'GET',
    path: `/runs/${'x'.repeat(1001)}`,
    status: 400,
    code: 'request-malformed',
  },
  { what: 'an id that is empty', path: '/by-id', body: '{"id":""}', status: 400, code: 'request-malformed' },
  {
    what: 'an Idempotency-Key of 2000 characters',
    headers: { 'content-type': json, 'idempotency-key': 'x'.repeat(2000) },
    body: '{}',
    status: 400,
  },
  {
    what: 'headers of 100 kB',
    headers: { 'content-type': json, 'x-bomb': 'x'.repeat(100_000) },
    body: '{}',
    status: 431,
  },
  { what: 'a method that no route has', method: 'PROPFIND', path: '/echo', status: [404, 405] },
  { what: '300000 objects', body: `[${'{},'.repeat(300_000)}1]`, status: 200 },
  { what: '60000 members', body: `{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join()}}`, status: 200 },
];

const repeat = (text: string): string => text.repeat(Math.floor(15_000 / text.length));

/** Request targets as they are sent, below the mount, and the expected statuses. */
const targets: readonly (readonly [target: string, status: number | readonly number[]])[] = [
  ['/echo/', 404],
  ['/ECHO', 404],
  ['//echo', 404],
  ['/%65cho', 404],
  ['/echo%2f', 404],
  ['/echo;x=1', 404],
  ['/./echo/x', 404],
  ['/x/../runs/none', 404],
  ['/runs/%61bc', 400],
  ['/runs/a%2eb', 400],
  ['/runs/%FF', 400],
  ['/runs/a%5Cb', 404],
  [`/runs/${'%E2%82%AC'.repeat(333)}`, 404],
  [`/runs/${'%E2%82%AC'.repeat(334)}`, 400],
  [`/runs/${'x'.repeat(1000)}`, 404],
  // A server of Request reads them before we do.
  ['/runs/.', [400, 404]],
  ['/runs/..', [400, 404]],
  ['/echo?x=%', 200],
  ['/echo?a[b]=1&a[c][]=2', 200],
  ['/echo?a=1&a[b]=2', 400],
  ['/echo?a[__proto__][x]=1', 400],
  ['/echo?a[][b]=1', 400],
  [`/echo?a${'[b]'.repeat(9)}=1`, 400],
  ...['a&', 'a=1&', 'a[]=&', '[', 'a[b]=1&', '%5B&', '&', '='].map((text) => [`/echo?${repeat(text)}`, 200] as const),
  ...['/', '/-', '%2F', '/..', 'x/'].map((text) => [`/${repeat(text)}`, 404] as const),
];

let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTemporal(shop);
});
afterAll(() => temporal.stop());

const routes = [
  tfn.http('POST', '/echo', shop.echo),
  tfn.http('GET', '/echo', shop.echo),
  tfn.http('POST', '/small', shop.echo, { bodyLimit: 16 }),
  tfn.http('GET', '/bytes', shop.bytes),
  tfn.http('GET', '/rich', shop.rich),
  tfn.http('POST', '/rich', shop.rich),
  tfn.http('POST', '/double', shop.double, { async: true }),
  tfn.http('POST', '/by-id', shop.basket, { workflowId: (req) => (req.body as { id: string }).id }),
];

describe.each(adapters)('hostile requests through $name', ({ serve }) => {
  let served: Served;
  const faults: unknown[] = [];

  beforeAll(async () => {
    const logger = { error: (...fault: unknown[]) => void faults.push(fault) };
    served = await serve(temporal.client, { routes, logger, waitTimeout: '100s' });
  });
  afterEach(async () => {
    const answer = await fetch(`${served.url}/v1/echo`, {
      method: 'POST',
      body: '1',
      headers: { 'content-type': json },
    });
    expect(await answer.json()).toEqual({ got: 1 });
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(faults).toEqual([]);
  });
  afterAll(() => served.stop());

  it.each(cases)(
    '$what is answered $status',
    async ({ method = 'POST', path = '/echo', headers = { 'content-type': json }, body, status, code }) => {
      const answer = await fetch(`${served.url}/v1${path}`, { method, headers, ...(body !== undefined && { body }) });
      expect([status].flat()).toContain(answer.status);
      if (code !== undefined) expect(await answer.json()).toMatchObject({ code });
    },
  );

  it.each(targets.map(([target, status]) => [target.slice(0, 40), target, status] as const))(
    'the target %s… is answered alike',
    async (_start, target, status) => {
      const answer = await sendRaw(served.url, `/v1${target}`);
      expect([status].flat()).toContain(answer.status);
    },
  );

  it('answers bytes as bytes', async () => {
    const answer = await fetch(`${served.url}/v1/bytes`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255, 128]);
  });

  it('reads and answers dates, bigints and sets in their JSON forms, from a query and from a body', async () => {
    const at = '2026-01-02T03:04:05.000Z';
    const rich = { at, big: '12345678901234567890', some: ['a'], page: 2 };
    const asked = await fetch(`${served.url}/v1/rich?at=${at}&big=${rich.big}&some=a&tags=x&page=2`);
    expect([asked.status, await asked.json()]).toEqual([200, { ...rich, tags: ['x'] }]);
    const headers = { 'content-type': json };
    const sent = await fetch(`${served.url}/v1/rich`, { method: 'POST', body: JSON.stringify(rich), headers });
    expect([sent.status, await sent.json()]).toEqual([200, rich]);
  });

  it('shows the runs of functions that it started, and no others', async () => {
    const headers = { 'content-type': json };
    const started = await fetch(`${served.url}/v1/double`, { method: 'POST', body: '{"n":2}', headers });
    const { statusUrl } = (await started.json()) as { statusUrl: string };
    expect((await fetch(served.url + statusUrl)).status).toBe(200);
    const { workflowId } = await temporal.client.start(shop.double, { n: 3 });
    expect((await fetch(`${served.url}/v1/runs/${workflowId}`)).status).toBe(404);
  });

  /** Sends bytes on a new socket; resolves to everything received until it closes. */
  const raw = async (text: string, { end = true } = {}): Promise<string> => {
    const { hostname, port } = new URL(served.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    if (end) socket.end();
    await once(socket, 'close');
    return received;
  };

  it('reads a chunked body', async () => {
    const chunks = ['4\r\n{"a"\r\n', '1\r\n:\r\n', '2\r\n1}\r\n', '0\r\n\r\n'].join('');
    const answer = await raw(
      `POST /v1/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`,
      { end: false },
    );
    expect(answer).toContain('HTTP/1.1 200');
    expect(answer).toContain('{"got":{"a":1}}');
  });

  it('counts the bytes of chunks without a content length', async () => {
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    const answer = await raw(
      `POST /v1/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`,
      { end: false },
    );
    expect(answer).toContain('HTTP/1.1 413');
  });

  it('survives an invalid chunk', async () => {
    const answer = await raw(
      `POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
    );
    expect(answer).toMatch(/^(HTTP\/1.1 4|$)/);
  });

  it('survives a body that ends before its length', async () => {
    const answer = await raw(
      `POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: ${json}\r\ncontent-length: 100\r\n\r\n{"a":`,
    );
    expect(answer).toMatch(/^(HTTP\/1.1 4|$)/);
  });

  it('survives two lengths that differ', async () => {
    const answer = await raw(
      `POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: ${json}\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400/);
  });
});
