import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import * as opentelemetry from '@opentelemetry/api';
import express from 'express';
import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tfn } from '@tfn/core';
import type { HttpMiddleware, HttpTriggerDef } from '@tfn/core';
import { createMetrics } from '@tfn/core/telemetry';
import type { Metrics } from '@tfn/core/telemetry';
import { expressRouter, fastifyPlugin } from '@tfn/triggers-http';
import type { RouteClient } from '@tfn/triggers-http';
import { adapters, listen } from '../support/adapters.ts';

const order = tfn.workflow('middleware.order', async () => 'done');
let started = 0;
const client = {
  start: async () => {
    started += 1;
    return { workflowId: 'w', runId: 'r', result: async () => 'done' };
  },
} as unknown as RouteClient;

/** A new route behind middleware. */
let routes = 0;
const routeOf = (...middleware: HttpMiddleware[]): HttpTriggerDef =>
  tfn.http('POST', `/middleware/${(routes += 1)}/:id`, order, { middleware });

const post = (url: string, path: string, headers = {}): Promise<Response> =>
  fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });

/** Waits until a condition is true; otherwise the test times out. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The metrics: status and count by route. */
async function measured(metrics: Metrics): Promise<string[]> {
  const samples = (await metrics.read()).matchAll(/^tfn_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
  return [...samples].map(([, labels, count]) => `${labels} ${count}`);
}

describe.each(adapters)('the answer of middleware through $name', ({ serve, guard }) => {
  it('is measured and traced, under the pattern of its route', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    provider.register();
    const metrics = createMetrics();
    const route = routeOf(guard);
    const served = await serve(client, { routes: [route], metrics, opentelemetry });
    const path = `/v1${route.path}`;
    for (const id of ['1', '2']) expect((await post(served.url, path.replace(':id', id))).status).toBe(403);
    expect((await post(served.url, path.replace(':id', '3'), { 'x-key': 'let-me-in' })).status).toBe(200);
    await served.stop();
    for (const api of [opentelemetry.trace, opentelemetry.context, opentelemetry.propagation]) api.disable();
    expect(await measured(metrics)).toEqual([
      `method="POST",route="${route.path}",status="403" 2`,
      `method="POST",route="${route.path}",status="200" 1`,
    ]);
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']])).toEqual(
      [403, 403, 200].map((status) => [`POST ${route.path}`, status]),
    );
  });
});

describe('an error of middleware', () => {
  const fails = (_request: unknown, _response: unknown, next: (error: Error) => void): void => next(new Error('no'));

  it("is measured with the status of Express's error handler", async () => {
    const metrics = createMetrics();
    const route = routeOf(fails);
    const app = express();
    const router = expressRouter(client, { routes: [route], metrics });
    app.use(router);
    app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(418).end();
    });
    const served = await listen(createServer(app), router);
    expect((await post(served.url, route.path)).status).toBe(418);
    await served.stop();
    expect(await measured(metrics)).toEqual([`method="POST",route="${route.path}",status="418" 1`]);
  });

  it("is measured with the status of Fastify's error handler", async () => {
    const metrics = createMetrics();
    const route = routeOf(fails as HttpMiddleware);
    const app = fastify();
    app.setErrorHandler((_error, _request, reply) => reply.code(418).send());
    await app.register(fastifyPlugin(client, { routes: [route], metrics }));
    expect((await post(await app.listen({ port: 0, host: '127.0.0.1' }), route.path)).status).toBe(418);
    await app.close();
    expect(await measured(metrics)).toEqual([`method="POST",route="${route.path}",status="418" 1`]);
  });
});

describe("what hooks of a Fastify app answer to the plugin's routes", () => {
  it('is measured only for requests to routes', async () => {
    const metrics = createMetrics();
    const route = routeOf();
    const app = fastify();
    app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.headers['x-key'] === undefined) await reply.code(401).send('no key');
    });
    app.get('/own', async () => 'own');
    await app.register(fastifyPlugin(client, { routes: [route], metrics }), { prefix: '/v1' });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    expect((await post(url, `/v1${route.path}`)).status).toBe(401);
    expect((await post(url, `/v1${route.path}`, { 'x-key': 'yes' })).status).toBe(200);
    expect((await fetch(`${url}/own`)).status).toBe(401);
    expect((await fetch(`${url}/v1/elsewhere`, { headers: { 'x-key': 'yes' } })).status).toBe(404);
    await app.close();
    expect(await measured(metrics)).toEqual([
      `method="POST",route="${route.path}",status="401" 1`,
      `method="POST",route="${route.path}",status="200" 1`,
    ]);
  });
});

describe('a client that disconnects while middleware runs', () => {
  it.each(adapters.slice(0, 2))('starts nothing through $name, and is measured as 499', async ({ serve }) => {
    const metrics = createMetrics();
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    // Like middleware that waits for another service, which never answers.
    const undecided = (_request: unknown, _response: unknown, _next: unknown): void => asked();
    const middleware = [undecided as HttpMiddleware];
    const route = tfn.http('GET', `/middleware/${(routes += 1)}`, order, { middleware });
    const served = await serve(client, { routes: [route], metrics });
    const before = started;
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET /v1${route.path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await isAsked;
    socket.destroy();
    // Only finished requests are measured.
    await until(async () => (await measured(metrics)).length > 0);
    await served.stop();
    expect(await measured(metrics)).toEqual([`method="GET",route="${route.path}",status="499" 1`]);
    expect(started).toBe(before);
  });
});
