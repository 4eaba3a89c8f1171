import { tfn } from '@tfn/client/http';
import type { HttpClient, HttpClientOptions } from '@tfn/client/http';
import { startFakeApi } from '../support/fake-api.ts';
import type { Answer, FakeApi } from '../support/fake-api.ts';

const started = { status: 200, body: { runId: 'run-1', started: true } };
const unavailable = { status: 503, body: { code: 14, message: 'shutting down' } };

/** An address where nothing listens, and that fetch does not block. */
const address = '127.0.0.1:2';

describe('the client over HTTP', () => {
  let api: FakeApi | undefined;
  let client: HttpClient | undefined;
  afterEach(async () => {
    await client?.close();
    await api?.stop();
    [api, client] = [undefined, undefined];
  });

  /** A client of a server that sends these responses. */
  const open = async (
    answers: [Answer, ...Answer[]],
    { temporal, ...options }: HttpClientOptions = {},
  ): Promise<{ client: HttpClient; api: FakeApi }> => {
    api = await startFakeApi(...answers);
    client = tfn.client({ ...options, temporal: { address: api.address, connectTimeout: '2s', ...temporal } });
    return { client, api };
  };

  describe('when Temporal cannot be reached', () => {
    it('rejects every call within the connect timeout, with address, reason and fix', async () => {
      client = tfn.client({ temporal: { address, connectTimeout: '3s' } });
      const handle = client.getHandle('order-1');
      const calls = [
        client.start('x'),
        client.invoke('x'),
        client.signalWithStart('x', { workflowId: 'x', signal: 'x' }),
        handle.result(),
        handle.query('x'),
        handle.update('x'),
        client.cancel('x'),
        client.list()[Symbol.asyncIterator]().next(),
      ];
      for (const call of await Promise.allSettled(calls))
        expect(call).toMatchObject({
          status: 'rejected',
          reason: {
            code: 'TFN_TEMPORAL_UNREACHABLE',
            message: expect.stringMatching(
              new RegExp(
                `^Temporal at 'http://${address}' did not answer within 3 s: .*ECONNREFUSED.*Check that it runs`,
              ),
            ),
          },
        });
    });

    it('does not wait longer for a server that never answers', async () => {
      const { client } = await open(['silence'], { temporal: { connectTimeout: 200 } });
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_TEMPORAL_UNREACHABLE',
        details: { reason: 'it does not respond, as a server that requires TLS' },
      });
      await expect(client.getHandle('x').result()).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    });

    it('reports a query without an answer in time as one without a worker', async () => {
      const { client } = await open(['silence'], { temporal: { connectTimeout: 200 } });
      await expect(client.query('x', 'count')).rejects.toMatchObject({
        code: 'TFN_QUERY_FAILED',
        details: { reason: 'no worker of its task queue answered in time' },
      });
    });

    it.each([
      ['a page', 200, '<html>'],
      ['another', 404, 'no such page'],
      ['nothing', 500, ''],
    ])('says that the server is not Temporal (%s)', async (_, status, body) => {
      const { client, api } = await open([{ status, body }]);
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_TEMPORAL_UNREACHABLE',
        details: { reason: `HTTP ${status}: this is not Temporal's HTTP API` },
      });
      expect(api.requests).toHaveLength(1);
    });

    it('reports the same for a server that is too busy to answer in time', async () => {
      const { client } = await open([{ status: 504, body: { code: 4, message: 'context deadline exceeded' } }]);
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_TEMPORAL_UNREACHABLE',
        details: { reason: 'context deadline exceeded' },
      });
    });

    it('reports it too for a server that goes away while a result is awaited', async () => {
      const { client, api } = await open([started, 'silence']);
      const handle = await client.start('x');
      const waits = api.nextRequest();
      const result = handle.result();
      await waits;
      await api.stop();
      await expect(result).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    });
  });

  describe('retrying', () => {
    it.each<[string, Answer]>([
      ['503', unavailable],
      ['429', { status: 429, body: { code: 8, message: 'namespace rate limit exceeded' } }],
      ['502 of a proxy', { status: 502, body: 'Bad Gateway' }],
      ['a lost connection', 'reset'],
    ])('survives %s, with the same request', async (_, failure) => {
      const { client, api } = await open([failure, failure, started]);
      expect((await client.start('x')).runId).toBe('run-1');
      const [first, second, third] = api.requests;
      expect([second, third]).toEqual(
        [first, first].map((request) => expect.objectContaining({ body: request?.body })),
      );
      expect(first?.body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('rejects with the last failure', async () => {
      const { client } = await open([{ status: 429, body: { code: 8, message: 'rate limit' } }], {
        temporal: { connectTimeout: '1s' },
      });
      // triggers-http answers these with 429.
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        cause: { code: 8, details: 'rate limit' },
      });
    });

    it.each(['', { code: 3, message: 'http: request body too large' }])(
      'does not start when the input is too large',
      async (body) => {
        const { client, api } = await open([{ status: body === '' ? 413 : 400, body }]);
        await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_PAYLOAD_TOO_LARGE' });
        expect(api.requests).toHaveLength(1);
      },
    );

    describe('an id that is taken and free again', () => {
      const taken = { status: 409, body: { code: 6, message: 'already started', details: [{ '@type': 'x' }] } };
      const gone = { status: 404, body: { code: 5, message: 'not found', details: [{ '@type': 'x' }] } };
      const options = { workflowId: 'w', signal: 's' };

      it('is started once its holder is gone', async () => {
        const { client, api } = await open([taken, gone, started]);
        expect((await client.start('x', 1, { workflowId: 'w' })).runId).toBe('run-1');
        expect(api.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
      });

      it('is signalled by another attempt of signalWithStart', async () => {
        const { client, api } = await open([gone, taken, gone, started]);
        expect((await client.signalWithStart('x', options)).runId).toBe('run-1');
        expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
      });

      it('is an error if that goes on', async () => {
        const answers = Array.from({ length: 20 }, () => [gone, taken]).flat() as unknown as [Answer, ...Answer[]];
        const { client } = await open(answers);
        await expect(client.signalWithStart('x', options)).rejects.toMatchObject({ code: 'TFN_WORKFLOW_EXISTS' });
        const other = await open([...answers.slice(1), taken] as unknown as [Answer, ...Answer[]]);
        await expect(other.client.start('x', 1, { workflowId: 'w' })).rejects.toMatchObject({
          code: 'TFN_WORKFLOW_EXISTS',
        });
      });
    });

    it('does not start when Temporal has refused', async () => {
      const { client, api } = await open([{ status: 400, body: { code: 3, message: 'no such attribute.' } }]);
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        details: { reason: 'no such attribute' },
      });
      expect(api.requests).toHaveLength(1);
    });
  });

  describe('access', () => {
    it.each<[number, string | object, string]>([
      [401, { code: 16, message: 'Request unauthorized.' }, 'Request unauthorized'],
      [403, { code: 7, message: 'tenant may not write' }, 'tenant may not write'],
      [401, 'a proxy says no', "HTTP 401: this is not Temporal's HTTP API"],
    ])('says that access is denied (%d)', async (status, body, reason) => {
      const { client } = await open([{ status, body }], { temporal: { namespace: 'shop' } });
      await expect(client.start('x')).rejects.toMatchObject({
        code: 'TFN_AUTH_DENIED',
        details: { namespace: 'shop', reason },
      });
    });

    it('gets the API key for each request', async () => {
      let turn = 0;
      const { api } = await open([started]);
      const keyed = tfn.client({
        temporal: { address: `http://${api.address}`, apiKey: async () => `key-${(turn += 1)}` },
      });
      await keyed.start('x');
      await keyed.start('x');
      expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer key-1', 'Bearer key-2']);
      await keyed.close();
    });

    it.each([
      ['localhost:7243', undefined, 'http://localhost:7243'],
      ['localhost:7243', 'key', 'https://localhost:7243'],
      ['http://localhost:7243', 'key', 'http://localhost:7243'],
      ['https://temporal.example.com/', undefined, 'https://temporal.example.com'],
      [undefined, undefined, 'http://localhost:7243'],
    ])('goes to %p with the key %p at %s', async (address, apiKey, origin) => {
      const requests: Request[] = [];
      client = tfn.client({
        identity: 'tests',
        temporal: {
          namespace: 'a shop',
          headers: { 'x-team': 'sales' },
          ...(address !== undefined && { address }),
          ...(apiKey !== undefined && { apiKey: async () => apiKey }),
          fetch: async (...args) => {
            requests.push(new Request(...args));
            return Response.json(started.body);
          },
        },
      });
      await client.start('x', undefined, { workflowId: 'order 1' });
      const [request] = requests as [Request];
      expect(request.url).toBe(`${origin}/api/v1/namespaces/a%20shop/workflows/order%201`);
      expect(Object.fromEntries(request.headers)).toMatchObject({
        'content-type': 'application/json+no-payload-shorthand',
        'x-team': 'sales',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}`, 'temporal-namespace': 'a shop' }),
      });
      expect(await request.json()).toMatchObject({ identity: 'tests', taskQueue: { name: 'default' } });
    });
  });

  describe('closing', () => {
    it('rejects calls once it is closed, including those in flight', async () => {
      const { client, api } = await open(['silence']);
      const comes = api.nextRequest();
      const waiting = client.start('x');
      await comes;
      await client.close();
      await expect(waiting).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED' });
      await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED' });
      await client.close();
    });

    it("rejects calls when the user's signal aborts, with its reason as the cause", async () => {
      const controller = new AbortController();
      const { client, api } = await open([started, 'silence'], { temporal: { signal: controller.signal } });
      const handle = await client.start('x');
      const comes = api.nextRequest();
      const waiting = handle.result();
      await comes;
      const reason = new Error('the visitor has gone');
      controller.abort(reason);
      await expect(waiting).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED', cause: reason });
      const late = tfn.client({ temporal: { signal: controller.signal } });
      await expect(late.start('x')).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED', cause: reason });
    });

    it('ends a pause between two attempts', async () => {
      const { client, api } = await open([unavailable], { temporal: { connectTimeout: '1m' } });
      const comes = api.nextRequest();
      const waiting = client.start('x');
      await comes;
      await client.close();
      await expect(waiting).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED' });
    });
  });

  it('rejects an invalid timeout', () => {
    expect(() => tfn.client({ temporal: { connectTimeout: 'soon' as never } })).toThrow(
      expect.objectContaining({ code: 'TFN_DURATION_INVALID' }),
    );
  });

  it('keeps waiting for an update that Temporal has only accepted', async () => {
    const { client, api } = await open([
      { status: 200, body: {} },
      { status: 200, body: { stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED' } },
      { status: 200, body: { outcome: { success: {} } } },
    ]);
    expect(await client.update('x', 'addItem', 1)).toBeUndefined();
    const [, first, second] = api.requests;
    expect(second?.body).toEqual(first?.body);
  });

  it('keeps waiting for a result that takes longer than one request', async () => {
    const closed = { eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED', completedAttributes: {} };
    const { client, api } = await open([
      started,
      { status: 200, body: { history: {}, nextPageToken: 'a+b/c=' } },
      { status: 200, body: { history: { events: [closed] } } },
    ]);
    expect(await client.invoke('x')).toBeUndefined();
    expect(api.requests.map(({ url }) => new URL(url, 'http://x').searchParams.get('nextPageToken'))).toEqual([
      null,
      '',
      'a+b/c=',
    ]);
  });
});
