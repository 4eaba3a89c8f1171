import type { HttpCall } from '../requests/call.ts';

/** What is used of `@opentelemetry/api`: give the module itself. */
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

/** What a span tells of a request. */
export interface TracedRequest {
  readonly method: string;
  readonly route: string;
  readonly request: Pick<HttpCall, 'method' | 'path' | 'mount' | 'headers'>;
}

/** The span of a request. */
export interface RequestSpan {
  /** Runs something within it. */
  run<TResult>(call: () => TResult): TResult;
  /** Ends it with the status that was answered. */
  end(status: number): void;
}

/**
 * Starts a span for what answers a request, by OpenTelemetry's conventions. It belongs to the span that is active already, such as
 * one of Node's HTTP instrumentation, else to the one that the request's headers name.
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
