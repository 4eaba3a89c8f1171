import type { HttpCall } from '../call.ts';
import type { HttpReply } from '../reply.ts';

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
  readonly call: HttpCall;
}

/**
 * Runs what answers a request in a span of its kind, by OpenTelemetry's conventions. It belongs to the span that is active already,
 * such as one of Node's HTTP instrumentation, else to the one that the request's headers name.
 */
export async function traceRequest(
  { trace, context, propagation }: OpenTelemetryApi,
  { method, route, call }: TracedRequest,
  answer: () => Promise<HttpReply>,
): Promise<HttpReply> {
  const active = context.active();
  const parent = trace.getSpan(active) === undefined ? propagation.extract(active, call.headers) : active;
  const attributes = { 'http.request.method': call.method, 'http.route': route, 'url.path': call.mount + call.path };
  const span = trace
    .getTracer('@tfn/triggers-http')
    .startSpan(`${method} ${route}`, { kind: SERVER, attributes }, parent);
  try {
    const reply = await context.with(trace.setSpan(parent, span as never), answer);
    span.setAttribute('http.response.status_code', reply.status);
    if (reply.status >= 500) span.setStatus({ code: ERROR });
    return reply;
  } finally {
    span.end();
  }
}

// --- internal ---

/** OpenTelemetry's SpanKind and SpanStatusCode. */
const SERVER = 1;
const ERROR = 2;
