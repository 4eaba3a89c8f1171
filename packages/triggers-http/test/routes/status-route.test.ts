import { tfn } from '@tfn/core';
import { fetchHandler } from '@tfn/triggers-http';
import type { HttpHandlerOptions, RouteClient } from '@tfn/triggers-http';

interface Run {
  readonly workflowType: string;
  readonly memo: Readonly<Record<string, unknown>>;
}

/** A client that keeps what was started, by id. Functions run as one built-in workflow. */
function keepingClient(runs: Map<string, Run> = new Map()): RouteClient & { runs: Map<string, Run> } {
  const describe = async (workflowId: string): Promise<object> => {
    const run = runs.get(workflowId);
    if (run === undefined) throw Object.assign(new Error('none'), { status: 404, expose: true });
    return { ...run, workflowId, runId: 'r', status: 'running', startTime: new Date(0) };
  };
  return {
    runs,
    start: async (
      def: { name: string; options: { retries?: number } },
      _input: unknown,
      options: { workflowId?: string; memo?: object },
    ) => {
      const { workflowId = `${def.name}-1`, memo = {} } = options;
      const existing = runs.has(workflowId);
      const workflowType = def === (double as unknown) ? 'tfn.invoke' : def.name;
      if (!existing) runs.set(workflowId, { workflowType, memo: { ...memo } });
      return { workflowId, runId: existing ? undefined : 'r', describe: () => describe(workflowId) };
    },
    getHandle: (workflowId: string) => ({ describe: () => describe(workflowId) }),
  } as unknown as RouteClient & { runs: Map<string, Run> };
}

const double = tfn.fn('status.double', async (input: { n: number }) => input.n * 2);
const order = tfn.workflow('status.order', async () => undefined);
const workflowId = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }): string =>
  decodeURIComponent(headers['x-id'] ?? '');
const routes = [
  tfn.http('POST', '/double', double, { async: true }),
  tfn.http('POST', '/orders', order, { async: true, workflowId }),
  tfn.http('POST', '/doubles', double, { async: true, workflowId }),
];

const serve = (client: RouteClient, options: HttpHandlerOptions = {}) => {
  const handle = fetchHandler(client, { routes, logger: { error: () => undefined }, mount: '/v1', ...options });
  return {
    get: (path: string) => handle(new Request(`http://x.test${path}`)),
    post: async (path: string, id = '') => {
      const headers = { 'x-id': encodeURIComponent(id) };
      const answer = await handle(new Request(`http://x.test/v1${path}`, { method: 'POST', headers }));
      const body = (await answer.json()) as { statusUrl?: string; code?: string };
      return { ...body, status: answer.status, location: answer.headers.get('location') };
    },
  };
};

describe('GET /runs/:workflowId', () => {
  it('shows a function that a route started, and none that something else started', async () => {
    const client = keepingClient(new Map([['payroll', { workflowType: 'tfn.invoke', memo: {} }]]));
    const { get, post } = serve(client);
    const started = await post('/double');
    expect((await get(started.statusUrl as string)).status).toBe(200);
    expect((await get('/v1/runs/payroll')).status).toBe(404);
    client.runs.set('older', { workflowType: 'tfn.invoke', memo: { 'tfn.http.route': 'POST /removed' } });
    expect((await get('/v1/runs/older')).status).toBe(404);
    client.runs.set('other', { workflowType: 'payroll', memo: { 'tfn.http.route': 'POST /double' } });
    expect((await get('/v1/runs/other')).status).toBe(404);
  });

  it.each(['a/b', 'a%2Fb', 'ü 100%', '...', "a?b#c&d'e", '€'.repeat(333), '~-_.!*()', 'a\\b', ':;@+,$', ' '])(
    'answers under the link of the id %s',
    async (id) => {
      const { get, post } = serve(keepingClient());
      const { status, location, statusUrl } = await post('/orders', id);
      expect([status, location]).toEqual([202, statusUrl]);
      const answer = await get(statusUrl as string);
      expect([answer.status, await answer.json()]).toMatchObject([200, { workflowId: id }]);
    },
  );

  it.each(['.', '..'])('gives no link for the id %s, which no URL can say', async (id) => {
    const { post } = serve(keepingClient());
    expect(await post('/orders', id)).toMatchObject({ status: 202, location: null, workflowId: id });
  });

  it('gives no link where another route answers, or that it would not answer', async () => {
    const own = tfn.http('GET', '/runs/:name', order);
    expect(await serve(keepingClient(), { routes: [...routes, own] }).post('/double')).toMatchObject({
      location: null,
    });
    const elsewhere = keepingClient(new Map([['x', { workflowType: 'tfn.invoke', memo: {} }]]));
    const found = await serve(elsewhere).post('/doubles', 'x');
    expect([found.status, found.statusUrl]).toEqual([202, undefined]);
  });

  it.each([
    ['€'.repeat(334), 400],
    ['x'.repeat(1001), 400],
    ['x'.repeat(1000), 202],
    ['é'.repeat(500), 202],
    ['é'.repeat(501), 400],
  ])('measures ids in bytes: %#', async (id, status) => {
    const { get, post } = serve(keepingClient());
    expect(await post('/orders', id)).toMatchObject({ status });
    expect((await get(`/v1/runs/${encodeURIComponent(id)}`)).status).toBe(status === 202 ? 200 : 400);
  });
});
