import { TfnError, tfn } from '@tfn/core';
import type { HttpTriggerDef } from '@tfn/core';
import { fetchHandler, hmac } from '@tfn/triggers-http';
import type { ErrorMapper, RouteClient } from '@tfn/triggers-http';
import { createHttpHandler, createOpenApiDocument } from '@tfn/triggers-http/handler';
import { z } from 'zod';

const order = tfn.workflow('unit.order', async (_ctx, input: { id: string }) => input.id);
const fallen = (error: unknown): RouteClient =>
  ({ start: () => Promise.reject(error as Error) }) as unknown as RouteClient;
const faults: { message: string; error: unknown }[] = [];
const logger = {
  error: (message: string, fields?: Record<string, unknown>) => void faults.push({ message, error: fields?.['error'] }),
};

let paths = 0;
/** Sends one request to a new route whose client rejects. */
async function answerTo(error: unknown, errorMapper?: ErrorMapper, options = {}): Promise<Response> {
  const path = `/unit/${paths++}`;
  const routes = [tfn.http('POST', path, order, options)];
  const handle = fetchHandler(fallen(error), { routes, logger, ...(errorMapper !== undefined && { errorMapper }) });
  const headers = { 'content-type': 'application/json' };
  return handle(new Request(`http://x.test${path}`, { method: 'POST', body: '{"id":"1"}', headers }));
}

/** An error with a client's code, from any client. */
const coded = (code: string, details: Record<string, unknown> = {}, cause?: unknown): TfnError =>
  new TfnError(code as 'TFN_X', 'inside', { details, cause });
const grpc = (code: number): Error => Object.assign(new Error('grpc'), { code, details: 'inside' });

describe('an error of a client', () => {
  it.each([
    ['TFN_INPUT_INVALID', 400, 'input-invalid'],
    ['TFN_WORKFLOW_NOT_FOUND', 404, 'workflow-not-found'],
    ['TFN_QUERY_UNKNOWN', 404, 'workflow-not-found'],
    ['TFN_UPDATE_UNKNOWN', 404, 'workflow-not-found'],
    ['TFN_WORKFLOW_EXISTS', 409, 'workflow-exists'],
    ['TFN_WORKFLOW_ENDED', 409, 'workflow-ended'],
    ['TFN_WORKFLOW_CANCELLED', 409, 'workflow-cancelled'],
    ['TFN_WORKFLOW_TERMINATED', 409, 'workflow-cancelled'],
    ['TFN_PAYLOAD_TOO_LARGE', 413, 'body-too-large'],
    ['TFN_UPDATE_REJECTED', 422, 'update-rejected'],
    ['TFN_WORKFLOW_FAILED', 500, 'workflow-failed'],
    ['TFN_UPDATE_FAILED', 500, 'workflow-failed'],
    ['TFN_QUERY_FAILED', 500, 'workflow-failed'],
    ['TFN_NAMESPACE_NOT_FOUND', 500, 'internal-error'],
    ['TFN_AUTH_DENIED', 500, 'internal-error'],
    ['TFN_SOMETHING_NEW', 500, 'internal-error'],
    ['TFN_TEMPORAL_UNREACHABLE', 503, 'unavailable'],
    ['TFN_CLIENT_CLOSED', 503, 'unavailable'],
    ['TFN_WORKFLOW_TIMED_OUT', 504, 'timeout'],
  ])('%s is answered %i without internal details', async (code, status, problem) => {
    const answer = await answerTo(coded(code, { workflowId: 'w', reason: 'inside', address: 'inside' }));
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ status, code: problem });
    // A validator's message is meant for the sender.
    if (code !== 'TFN_UPDATE_REJECTED') expect(text).not.toContain('inside');
  });

  it.each([
    ['TFN_UPDATE_REJECTED', 503, 'unavailable', '1'],
    ['TFN_UPDATE_FAILED', 409, 'workflow-ended', null],
  ])('of an update that was too late, %s, is answered %i', async (code, status, problem, retryAfter) => {
    const late = Object.assign(new Error('inside'), { type: 'TFN_UPDATE_TOO_LATE' });
    const answer = await answerTo(coded(code, { workflowId: 'w' }, late));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await answer.json()).toMatchObject({ code: problem });
  });

  it.each([
    [4, 504, null],
    [8, 429, '1'],
    [14, 503, '5'],
    [13, 500, null],
  ])('of gRPC status %i is answered %i', async (code, status, retryAfter) => {
    const answer = await answerTo(coded('TFN_REQUEST_REFUSED', {}, grpc(code)));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });
});

describe('errorMapper', () => {
  const failed = coded('TFN_WORKFLOW_FAILED', { workflowId: 'w', rootCause: { type: 'Sold', message: 'sold out' } });

  it('can be a table of statuses by type', async () => {
    const answer = await answerTo(failed, { Sold: 410 });
    expect(answer.status).toBe(410);
    expect(await answer.json()).toEqual({
      status: 410,
      title: 'Sold',
      code: 'Sold',
      detail: 'sold out',
      workflowId: 'w',
    });
    expect((await answerTo(failed, { toString: 410 })).status).toBe(500);
  });

  it('can be a function that returns a status, a problem or nothing', async () => {
    expect(
      (await answerTo(failed, ({ type, workflowId }) => (type === 'Sold' && workflowId === 'w' ? 402 : undefined)))
        .status,
    ).toBe(402);
    const answer = await answerTo(failed, ({ message }) => ({ status: 409, code: 'sold', more: message }));
    expect(await answer.json()).toEqual({
      status: 409,
      title: 'Sold',
      code: 'sold',
      more: 'sold out',
      workflowId: 'w',
    });
    expect((await answerTo(failed, () => undefined)).status).toBe(500);
  });

  it('finds the thrown error in the chain of causes when the client names no root cause', async () => {
    const thrown = Object.assign(new Error('no'), { name: 'ApplicationFailure', type: 'Forbidden' });
    expect((await answerTo(coded('TFN_UPDATE_FAILED', {}, thrown), { Forbidden: 403 })).status).toBe(403);
  });

  it('maps an error by its own type when its cause is not mapped', async () => {
    const cause = Object.assign(new Error('the database'), { type: 'Error' });
    const thrown = Object.assign(new Error('none left', { cause }), { name: 'ApplicationFailure', type: 'OutOfStock' });
    const error = coded('TFN_WORKFLOW_FAILED', { rootCause: { type: 'Error', message: 'the database' } }, thrown);
    const answer = await answerTo(error, { OutOfStock: 409 });
    expect(await answer.json()).toMatchObject({ status: 409, code: 'OutOfStock', detail: 'none left' });
    expect((await answerTo(error, ({ type }) => (type === 'OutOfStock' ? 409 : undefined))).status).toBe(409);
  });

  it('answers 500, and logs it, when its problem cannot be written', async () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const answer = await answerTo(failed, () => ({ status: 409, cycle }));
    expect(answer.status).toBe(500);
    expect(faults.map(({ message }) => message)).toContain('errorMapper failed');
    expect(await (await answerTo(failed, () => ({ status: 409, left: 1n }))).json()).toMatchObject({ left: '1' });
  });

  it('answers 500, and logs it, when it throws, or when a callback throws any value', async () => {
    const throwing = (): never => {
      throw new Error('read');
    };
    const hostile = new Proxy({}, new Proxy({}, { get: () => throwing }));
    expect((await answerTo(failed, throwing)).status).toBe(500);
    expect(faults.map(({ message }) => message)).toContain('errorMapper failed');
    for (const value of [undefined, hostile, Object.create(null), Symbol('odd')])
      expect((await answerTo(value, { Sold: 410 })).status).toBe(500);
  });
});

describe('the callbacks of a route', () => {
  beforeEach(() => {
    faults.length = 0;
  });

  it('answer with the errors they throw to be shown, as http-errors does', async () => {
    const teapot = Object.assign(new Error('short and stout'), { status: 418, expose: true });
    const input = (): never => {
      throw teapot;
    };
    const answer = await answerTo(undefined, undefined, { input });
    expect(answer.status).toBe(418);
    expect(await answer.json()).toMatchObject({ detail: 'short and stout' });
    expect(faults).toEqual([]);
  });

  it.each([[undefined], [42], [{}]])('must return a string as workflowId, not %p', async (id) => {
    const answer = await answerTo(undefined, undefined, { workflowId: () => id });
    expect(answer.status).toBe(500);
    expect(faults).toEqual([
      {
        message: expect.stringMatching(/^POST .* failed$/),
        error: expect.objectContaining({ code: 'TFN_HTTP_WORKFLOW_ID' }),
      },
    ]);
  });

  it('check no signature on a parsed body', async () => {
    const routes = [tfn.http('POST', '/unit/parsed', order, { verify: hmac({ header: 'x', secret: 's' }) })];
    const handler = createHttpHandler(fallen(undefined), { routes, logger });
    const reply = await handler.reply(handler.find('POST', '/unit/parsed'), {
      ...{ method: 'POST', path: '/unit/parsed', search: '', mount: '', headers: {}, raw: undefined },
      ...{ parsedBody: { value: {} }, gone: new AbortController().signal, readBody: () => Promise.reject(new Error()) },
    });
    expect(reply.status).toBe(500);
    expect(faults.map(({ error }) => error)).toEqual([expect.objectContaining({ code: 'TFN_HTTP_RAW_BODY' })]);
  });
});

describe('an invalid route', () => {
  it.each([
    [tfn.http('GET', '/unit/:', order), 'its path is not valid in Express 5'],
    [tfn.http('GET', '/unit/(a|b)', order), 'its path is not valid'],
    [tfn.http('GET', '/unit/*', order), 'its path is not valid'],
    [tfn.http('GET', '/unit/type', order, { contentType: 'csv\r\nx: y' }), 'its contentType must be a media type'],
    [tfn.http('get' as 'GET', '/unit/lower', order), 'its method must be one of GET, POST'],
    [tfn.http('POST', '/unit/d1', order, { dedupe: 'id' as never }), 'its dedupe must be true or a function'],
    [tfn.http('POST', '/unit/d2', order, { dedupe: true }), 'needs a verify that knows the ids of events'],
    [
      tfn.http('POST', '/unit/d3', order, { dedupe: true, verify: hmac({ header: 'x', secret: 's' }) }),
      'needs a verify that knows the ids of events',
    ],
    [tfn.http('POST', '/unit/d4', order, { dedupe: () => 'a', workflowId: () => 'b' }), 'leave out workflowId'],
    [tfn.http('POST', '/unit/d7', order, { dedupe: () => 'a', onDuplicate: 'fail' }), 'leave out onDuplicate'],
    [
      tfn.http('POST', '/unit/d8', order, { dedupe: () => 'a', async: false, cancelOnDisconnect: true }),
      'and cancelOnDisconnect',
    ],
    [tfn.http('POST', '/unit/d5', order, { dedupe: () => 'a', idempotencyKey: false }), 'and idempotencyKey'],
    [
      tfn.http('POST', '/unit/d6', tfn.defineSignal('unit.go'), { dedupe: () => 'a', workflowId: () => 'b' }),
      'needs a workflow or a function',
    ],
  ])('is an error when the handler is made: %#', (route: HttpTriggerDef, problem) => {
    expect(() => createHttpHandler(fallen(undefined), { routes: [route] })).toThrow(
      expect.objectContaining({ code: 'TFN_HTTP_ROUTE_INVALID', message: expect.stringContaining(problem) }),
    );
  });
});

describe('the routes of this package', () => {
  const routes = [tfn.http('POST', '/unit/own', order)];
  const get = async (handle: (request: Request) => Promise<Response>, path: string): Promise<number> =>
    (await handle(new Request(`http://x.test${path}`))).status;

  it('can be switched off, moved, and guarded', async () => {
    const off = fetchHandler(fallen(undefined), { routes, statusRoute: false, openapi: false });
    expect(await get(off, '/openapi.json')).toBe(404);
    expect(await get(off, '/runs/x')).toBe(404);
    const middleware = [() => new Response(null, { status: 403 })];
    const guarded = fetchHandler(fallen(undefined), {
      routes,
      basePath: '/_',
      statusRoute: { middleware },
      openapi: { middleware },
    });
    expect(await get(guarded, '/_/openapi.json')).toBe(403);
    expect(await get(guarded, '/_/runs/x')).toBe(403);
    expect(await get(guarded, '/openapi.json')).toBe(404);
  });

  it('report only runs that a route can start and that authorize allows', async () => {
    const run = { runId: 'r', status: 'running', startTime: new Date(), memo: {} };
    const describing = (workflowType: string): RouteClient =>
      ({ getHandle: () => ({ describe: () => Promise.resolve({ ...run, workflowType }) }) }) as unknown as RouteClient;
    expect(await get(fetchHandler(describing('unit.order'), { routes }), '/runs/x')).toBe(200);
    expect(await get(fetchHandler(describing('payroll'), { routes }), '/runs/x')).toBe(404);
    const authorize = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }): boolean =>
      headers['x-user'] === 'me';
    expect(await get(fetchHandler(describing('unit.order'), { routes, statusRoute: { authorize } }), '/runs/x')).toBe(
      404,
    );
  });
});

describe('the OpenAPI document', () => {
  interface Category {
    name: string;
    children: Category[];
  }
  const category: z.ZodType<Category> = z.object({ name: z.string(), children: z.array(z.lazy(() => category)) });
  const tree = tfn.workflow('unit.tree', async () => undefined, { input: category });
  const page = tfn.workflow('unit.page', async () => undefined, {
    input: z.object({ shop: z.string(), page: z.coerce.number().optional() }),
  });

  it('keeps references within a schema, and turns the input of GET into parameters', () => {
    const defs = [tfn.http('POST', '/unit/tree', tree), tfn.http('GET', '/unit/shops/:shop/pages', page)];
    const document = createOpenApiDocument({ defs, basePath: '', hasStatus: true, mount: '/v1' }, { title: 'Shop' });
    expect(document).toMatchObject({ info: { title: 'Shop' }, servers: [{ url: '/v1' }] });
    const references = JSON.stringify(document).match(/"\$ref":"([^"]+)"/g) ?? [];
    for (const reference of references) {
      const found = reference
        .slice('"$ref":"#/'.length, -1)
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
    expect(document.paths['/unit/shops/{shop}/pages']?.['get']?.['parameters']).toMatchObject([
      { name: 'shop', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'page', in: 'query', required: false },
      { name: 'Idempotency-Key', in: 'header' },
    ]);
  });
});
