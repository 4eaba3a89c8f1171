import type { Metrics } from '@tfn/core/telemetry';
import type { HttpCall } from '../requests/call.ts';
import type { Found } from '../routes/endpoint.ts';
import { startRequestSpan } from './trace-request.ts';
import type { OpenTelemetryApi } from './trace-request.ts';

/** The tools that observe requests. */
export interface ObserverOptions {
  readonly metrics: Metrics | undefined;
  readonly opentelemetry: OpenTelemetryApi | undefined;
}

/** A request, before its route runs. */
export interface ObservedRequest extends Pick<HttpCall, 'method' | 'path' | 'mount' | 'headers'> {
  readonly found: Found;
  /** Resolves to the status of the answer after `run` rejected; never rejects. @default 500 */
  answeredAfterError?(): Promise<number>;
}

/** Measures and traces requests, except health probes. */
export interface RequestObserver {
  /** Runs the middleware and the route of a request. */
  observe<TAnswer extends { readonly status: number }>(
    request: ObservedRequest,
    run: () => Promise<TAnswer>,
  ): Promise<TAnswer>;
  /** Measures a request that was answered before its route ran. */
  measure(found: Found, answer: { readonly status: number; readonly seconds: number }): void;
}

export function createRequestObserver({ metrics, opentelemetry }: ObserverOptions): RequestObserver {
  const duration = metrics?.histogram({
    name: 'tfn_http_request_duration_seconds',
    help: 'How long requests to routes took to be answered.',
    labels: ['method', 'route', 'status'],
  });
  const measure: RequestObserver['measure'] = (found, { status, seconds }) => {
    if (!isProbe(found)) duration?.observe({ ...labelsOf(found), status: String(status) }, seconds);
  };

  return {
    measure,
    async observe(request, run) {
      const { found, answeredAfterError = async () => 500 } = request;
      if (isProbe(found) || (duration === undefined && opentelemetry === undefined)) return run();
      const start = performance.now();
      const span = opentelemetry && startRequestSpan(opentelemetry, { ...labelsOf(found), request });
      const end = (status: number): void => {
        measure(found, { status, seconds: (performance.now() - start) / 1000 });
        span?.end(status);
      };
      try {
        const answer = await (span === undefined ? run() : span.run(run));
        end(answer.status);
        return answer;
      } catch (error) {
        // The caller answers the request after this throws.
        void answeredAfterError().then(end);
        throw error;
      }
    },
  };
}

// --- internal ---

/** Only known routes get their own labels: clients could make up unlimited others. */
function labelsOf(found: Found): { method: string; route: string } {
  if (found.kind !== 'endpoint') return { method: 'other', route: 'none' };
  return { method: found.endpoint.method, route: found.endpoint.path };
}

function isProbe(found: Found): boolean {
  return found.kind === 'endpoint' && found.endpoint.isProbe === true;
}
