import type { Metrics } from '@tfn/core/telemetry';
import type { HttpCall } from '../call.ts';
import type { Found } from '../endpoint.ts';
import type { HttpReply } from '../reply.ts';
import { traceRequest } from './trace-request.ts';
import type { OpenTelemetryApi } from './trace-request.ts';

/** Answers a call that led to something. */
export type Replier = (found: Found, call: HttpCall) => Promise<HttpReply>;

/** What requests are observed with. */
export interface RequestObservers {
  readonly metrics: Metrics | undefined;
  readonly opentelemetry: OpenTelemetryApi | undefined;
}

/** The same replier, observed; probes are not. What middleware answers never gets here. */
export function observeRequests(reply: Replier, { metrics, opentelemetry }: RequestObservers): Replier {
  if (metrics === undefined && opentelemetry === undefined) return reply;
  const duration = metrics?.histogram({
    name: 'tfn_http_request_duration_seconds',
    help: 'How long requests to routes took to be answered.',
    labels: ['method', 'route', 'status'],
  });
  return async (found, call) => {
    if (found.kind === 'endpoint' && found.endpoint.isProbe === true) return reply(found, call);
    // Only what is served has a name of its own: others could be made up without end.
    const [method, route] =
      found.kind === 'endpoint' ? [found.endpoint.method, found.endpoint.path] : ['other', 'none'];
    const start = performance.now();
    const run = (): Promise<HttpReply> => reply(found, call);
    const answer = opentelemetry ? await traceRequest(opentelemetry, { method, route, call }, run) : await run();
    duration?.observe({ method, route, status: String(answer.status) }, (performance.now() - start) / 1000);
    return answer;
  };
}
