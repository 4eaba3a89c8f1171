import * as opentelemetry from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { TfnError, tfn } from '@tfn/core';
import { createHealth, createMetrics } from '@tfn/core/telemetry';
import { fetchHandler } from '@tfn/triggers-http';
import type { FetchOptions, RouteClient } from '@tfn/triggers-http';

const order = tfn.workflow('telemetry.order', async (_ctx, input: { id: string }) => input.id);
const routes = [
  tfn.http('POST', '/orders/:id', order, { input: ({ params }) => params }),
  tfn.http('POST', '/broken', order, {
    input: () => {
      throw new Error('broken');
    },
  }),
];

const error = (code: string): Error => new TfnError(code as 'TFN_X', 'Temporal at 10.0.0.1 says so', { details: {} });
/** A client whose Temporal returns results, and answers describe with this error. */
const clientOf = (describeError: () => Error, onStart = (): void => undefined): RouteClient =>
  ({
    start: async () => {
      onStart();
      return { workflowId: 'w', result: async () => 'done' };
    },
    getHandle: () => ({ describe: () => Promise.reject(describeError()) }),
  }) as unknown as RouteClient;

function serve(client: RouteClient, options: FetchOptions = {}) {
  const handle = fetchHandler(client, { routes, logger: { error: () => undefined }, ...options });
  const send = (method: string, path: string, headers = {}): Promise<Response> =>
    handle(new Request(`http://x.test${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) }));
  return { send, stop: handle.stop };
}

describe('the health of serving', () => {
  const absent = (): Error => error('TFN_WORKFLOW_NOT_FOUND');

  it('is ready while Temporal answers, and does not say what is wrong', async () => {
    const { send } = serve(clientOf(absent));
    expect(await (await send('GET', '/healthz')).json()).toEqual({ alive: true });
    expect((await send('GET', '/readyz')).status).toBe(200);

    const cut = serve(clientOf(() => error('TFN_TEMPORAL_UNREACHABLE')));
    const answer = await cut.send('GET', '/readyz');
    expect([answer.status, await answer.text()]).toEqual([503, '{"ready":false}']);
    expect((await cut.send('GET', '/healthz')).status).toBe(200);
  });

  it('is answered while stopping too: alive, but not ready', async () => {
    const health = createHealth();
    const { send, stop } = serve(clientOf(absent), { health, basePath: '/base' });
    await stop();
    expect((await send('GET', '/base/healthz')).status).toBe(200);
    expect((await send('GET', '/base/readyz')).status).toBe(503);
    expect((await send('POST', '/orders/1')).status).toBe(503);
    expect(await health.report()).toMatchObject({ ready: false, checks: { client: 'ok' } });
  });

  it('is not served when switched off', async () => {
    const { send } = serve(clientOf(absent), { health: false });
    expect((await send('GET', '/healthz')).status).toBe(404);
  });
});

describe('the metrics of requests', () => {
  it('cover routes, but no made-up paths and no probes', async () => {
    const metrics = createMetrics();
    const { send } = serve(clientOf(Error), { metrics });
    await send('POST', '/orders/1', { 'content-type': 'application/json' });
    await send('POST', '/orders/2', { 'content-type': 'application/json' });
    await send('POST', '/broken', { 'content-type': 'application/json' });
    await send('GET', '/made-up');
    await send('PROPFIND', '/orders/%ff');
    await send('DELETE', '/orders/1');
    await send('GET', '/healthz');
    const counts = [...(await metrics.read()).matchAll(/^tfn_http_request_duration_seconds_count(.*)$/gm)];
    expect(counts.map(([, sample]) => sample)).toEqual([
      '{method="POST",route="/orders/:id",status="200"} 2',
      '{method="POST",route="/broken",status="500"} 1',
      '{method="other",route="none",status="404"} 1',
      '{method="other",route="none",status="400"} 1',
      '{method="other",route="none",status="405"} 1',
    ]);
  });
});

describe('the spans of requests', () => {
  const exporter = new InMemorySpanExporter();
  beforeAll(() => new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register());
  beforeEach(() => exporter.reset());

  it('belong to the caller, and are active while the route runs', async () => {
    let within: opentelemetry.SpanContext | undefined;
    const noteSpan = (): void => void (within = opentelemetry.trace.getActiveSpan()?.spanContext());
    const { send } = serve(clientOf(Error, noteSpan), { opentelemetry });
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const headers = { 'content-type': 'application/json', traceparent: `00-${traceId}-${spanId}-01` };
    await send('POST', '/orders/1?card=4242', headers);
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({
      ...{ name: 'POST /orders/:id', kind: opentelemetry.SpanKind.SERVER, parentSpanId: spanId },
      attributes: {
        ...{ 'http.request.method': 'POST', 'http.route': '/orders/:id', 'url.path': '/orders/1' },
        'http.response.status_code': 200,
      },
    });
    expect(span?.spanContext()).toMatchObject({ traceId, spanId: within?.spanId });
  });

  it('belong to an active span, and report faults', async () => {
    const { send } = serve(clientOf(Error), { opentelemetry });
    await opentelemetry.trace.getTracer('test').startActiveSpan('outer', async (outer) => {
      await send('POST', '/broken', { 'content-type': 'application/json', traceparent: 'nonsense' });
      outer.end();
    });
    const [inner, outer] = exporter.getFinishedSpans();
    expect(inner?.parentSpanId).toBe(outer?.spanContext().spanId);
    expect(inner?.status.code).toBe(opentelemetry.SpanStatusCode.ERROR);
  });
});
