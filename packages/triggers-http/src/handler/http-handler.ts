/**
 * The part that all adapters share: finds the endpoint of a request, answers it, and stops.
 * I1: every call gets a reply: an error becomes a problem; an unexpected error is logged and becomes a 500 without details.
 * I2: while stopping, new calls are answered 503, and calls in flight are answered within the timeout.
 */
import { readThrown } from '@tfn/core/internal';
import { registry, toMilliseconds } from '@tfn/core';
import type { Duration, HttpTriggerDef } from '@tfn/core';
import type { HttpCall } from '../requests/call.ts';
import type { RouteClient } from './route-client.ts';
import { createFinder } from '../routes/endpoint.ts';
import type { Endpoint, Found } from '../routes/endpoint.ts';
import type { HttpHandlerOptions } from './handler-options.ts';
import { assertOptions } from './assert-options.ts';
import { createLifecycle } from './lifecycle.ts';
import { openApiEndpoint } from '../openapi/endpoint.ts';
import { HttpProblem, problem } from '../replies/problem.ts';
import { toProblem } from '../replies/problem-of-error.ts';
import { problemReply } from '../replies/reply.ts';
import type { HttpReply } from '../replies/reply.ts';
import { toEndpoint } from '../routes/serve-route.ts';
import type { RouteSetting } from '../routes/serve-route.ts';
import { startedBy, statusEndpoint } from '../routes/status-route.ts';
import { serveHealth } from '../telemetry/health-endpoints.ts';
import { createRequestObserver } from '../telemetry/observe-requests.ts';
import type { RequestObserver } from '../telemetry/observe-requests.ts';

/** Serves routes, for adapters. */
export interface HttpHandler {
  /** The paths of all endpoints, in the syntax of Express 5. */
  readonly paths: readonly string[];
  /** Finds the endpoint of a method and a path. For a path that cannot be decoded it is one that answers 400. */
  find(method: string, path: string): Found;
  /** Answers a call; never rejects. */
  reply(found: Found, call: HttpCall): Promise<HttpReply>;
  /** Refuses new requests; resolves when those in flight have been answered. */
  stop(options?: StopOptions): Promise<void>;
}

/** How long requests in flight may take after `stop`. */
export interface StopOptions {
  /** Requests that still wait for a workflow after it are answered 202. @default '10s' */
  timeout?: Duration;
}

/** For our own adapters, which run middleware themselves and observe it together with its route. */
export interface AdapterHandler extends Omit<HttpHandler, 'reply'>, RequestObserver {
  /** Answers a call without observing it; never rejects. */
  answer(found: Found, call: HttpCall): Promise<HttpReply>;
}

/** Makes the handler behind an adapter. @throws {TfnError} TFN_OPTIONS_INVALID, TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID */
export function createHttpHandler(client: RouteClient, options: HttpHandlerOptions = {}): HttpHandler {
  assertOptions('createHttpHandler', options);
  const { paths, find, answer, observe, stop } = createAdapterHandler(client, options);
  return {
    ...{ paths, find, stop },
    reply: (found, call) => observe({ ...call, found }, () => answer(found, call)),
  };
}

/** @throws {TfnError} TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID */
export function createAdapterHandler(client: RouteClient, options: HttpHandlerOptions): AdapterHandler {
  const { basePath = '', bodyLimit = 1024 * 1024, errorMapper, logger = console } = options;
  const defs = [...(options.routes ?? registeredRoutes())];
  const lifecycle = createLifecycle();
  const hasStatus = options.statusRoute !== false;
  const waitTimeout = toMilliseconds(options.waitTimeout ?? '30s', 'waitTimeout');
  const canHaveStarted = startedBy(defs);
  const statusUrl: RouteSetting['statusUrl'] = (mount, workflowId, run) => {
    const path = `${basePath}/runs/${encodeURIComponent(workflowId)}`;
    const found = find('GET', path);
    const answers = found.kind === 'endpoint' && found.endpoint === statusRoute;
    return answers && (run === undefined || canHaveStarted(run)) ? mount + path : undefined;
  };
  const setting = { client, bodyLimit, waitTimeout, stopped: lifecycle.stopped, statusUrl };
  const endpoints: Endpoint[] = defs.map((def) => toEndpoint(def, setting));
  const statusRoute = hasStatus
    ? statusEndpoint(options.statusRoute, { client, defs, basePath, errorMapper })
    : undefined;
  if (statusRoute !== undefined) endpoints.push(statusRoute);
  const warn = (warning: string): void => logger.warn?.(warning);
  if (options.openapi !== false)
    endpoints.push(openApiEndpoint(options.openapi, { defs, basePath, hasStatus, bodyLimit, errorMapper, warn }));
  const { health: givenHealth = true } = options;
  const served = givenHealth === false ? undefined : serveHealth({ given: givenHealth, client, basePath });
  endpoints.push(...(served?.endpoints ?? []));
  const findEndpoint = createFinder(endpoints);

  const find: AdapterHandler['find'] = (method, path) => {
    try {
      return findEndpoint(method, path);
    } catch (error) {
      const refuse = (): Promise<never> => Promise.reject(error as Error);
      const endpoint = { method: 'other', path: 'none', middleware: [], serve: refuse };
      return { kind: 'endpoint', endpoint, params: {} };
    }
  };

  const report = (message: string, fields: { error: unknown; errorId?: string }): void => {
    try {
      logger.error(message, fields);
    } catch {
      // A logger may not be able to write any value that was thrown.
      logger.error(message, { ...fields, error: new Error(readThrown(fields.error).message) });
    }
  };

  const findProblem = (error: unknown): HttpProblem => {
    try {
      const found = toProblem(error, errorMapper) ?? problem('internal-error');
      // A mapper's problem may have members that cannot be written.
      problemReply(found);
      return found;
    } catch (mapperError) {
      report('errorMapper failed', { error: mapperError });
      return problem('internal-error');
    }
  };

  const toReply = (error: unknown, { method, path }: Pick<HttpCall, 'method' | 'path'>): HttpReply => {
    const found = findProblem(error);
    if (found.problem.status !== 500) return problemReply(found);
    const errorId = crypto.randomUUID();
    report(`${method} ${path} failed`, { errorId, error });
    return problemReply(new HttpProblem({ ...found.problem, errorId }));
  };

  const answer: AdapterHandler['answer'] = async (found, call) => {
    const isProbe = found.kind === 'endpoint' && found.endpoint.isProbe === true;
    if (lifecycle.stopping && !isProbe)
      return closing(problemReply(problem('unavailable', { headers: { 'retry-after': '5' } })));
    const leave = lifecycle.enter();
    try {
      const reply = await serve(found, call);
      return lifecycle.stopping ? closing(reply) : reply;
    } catch (error) {
      return toReply(error, call);
    } finally {
      leave();
    }
  };

  return {
    paths: [...new Set(endpoints.map(({ path }) => path))],

    find,
    answer,
    ...createRequestObserver({ metrics: options.metrics, opentelemetry: options.opentelemetry }),

    stop({ timeout = '10s' } = {}) {
      served?.health.setDraining();
      return lifecycle.stop(toMilliseconds(timeout, 'timeout'));
    },
  };
}

// --- internal ---

function registeredRoutes(): readonly HttpTriggerDef[] {
  return [...registry.triggers.values()].filter((trigger) => trigger.type === 'http');
}

async function serve(found: Found, call: HttpCall): Promise<HttpReply> {
  switch (found.kind) {
    case 'endpoint':
      return found.endpoint.serve(call, found.params);
    case 'method':
      if (call.method === 'OPTIONS') return { status: 204, headers: { allow: found.allow }, body: undefined };
      throw problem('method-not-allowed', { headers: { allow: found.allow } });
    case 'nothing':
      throw problem('route-not-found');
  }
}

/** Closes a keep-alive connection with this reply. */
function closing(reply: HttpReply): HttpReply {
  return { ...reply, headers: { ...reply.headers, connection: 'close' } };
}
