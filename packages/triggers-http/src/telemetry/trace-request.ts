import type { HttpCall } from '../requests/call.ts';

/** The part of `@opentelemetry/api` that we use: pass the module itself. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): { startSpan(name: string, options: SpanStart, context: TraceContext): TraceSpan };
    getSpan(context: TraceContext): object | undefined;
    setSpan(context: TraceContext, span: never): TraceContext;
  };
  readonly context: {
    active(): TraceContext;
    with<TResult>(context: TraceContext, call: () => TResult): TResult;
  };
  readonly propagation: { extract(context: TraceContext, headers: object): TraceContext };
}

export interface TraceContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): TraceContext;
  deleteValue(key: symbol): TraceContext;
}

export interface SpanStart {
  kind: number;
  attributes: Record<string, string>;
}

export interface TraceSpan {
  setAttribute(name: string, value: number): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

/** The request that a span describes. */
export interface TracedRequest {
  readonly method: string;
  readonly route: string;
  readonly request: Pick<HttpCall, 'method' | 'path' | 'mount' | 'headers'>;
}

/** The span of a request. */
export interface RequestSpan {
  /** Runs a function with the span active. */
  run<TResult>(call: () => TResult): TResult;
  /** Ends the span with the status of the answer. */
  end(status: number): void;
}

/**
 * Starts a server span for a request, by OpenTelemetry's conventions. Its parent is the active span, such as that of Node's HTTP
 * instrumentation, otherwise the span in the request's headers.
 */
export function startRequestSpan(
  { trace, context, propagation }: OpenTelemetryApi,
  { method, route, request }: TracedRequest,
): RequestSpan {
  const active = context.active();
  const parent = trace.getSpan(active) === undefined ? propagation.extract(active, request.headers) : active;
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'url.path': request.mount + request.path,
  };
  const span = trace
    .getTracer('@tfn/triggers-http')
    .startSpan(`${method} ${route}`, { kind: SERVER, attributes }, parent);
  return {
    run: (call) => context.with(trace.setSpan(parent, span as never), call),
    end(status) {
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: ERROR });
      span.end();
    },
  };
}

// --- internal ---

/** OpenTelemetry's SpanKind and SpanStatusCode. */
const SERVER = 1;
const ERROR = 2;
