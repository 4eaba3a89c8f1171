import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

/** The sources of a process's telemetry. */
export interface TelemetrySubject {
  readonly health: Health;
  readonly metrics: Metrics;
}

/** An HTTP response. */
export interface TelemetryReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Answers the paths of telemetry: `/healthz` with 200, `/readyz` with 200 or 503 and the checks,
 * `/metrics` in Prometheus' text format. Returns undefined for other paths.
 */
export async function replyTelemetry(
  path: string,
  { health, metrics }: TelemetrySubject,
): Promise<TelemetryReply | undefined> {
  if (path === '/healthz') return json(200, { alive: true });
  if (path === '/readyz') {
    const report = await health.report();
    return json(report.ready ? 200 : 503, report);
  }
  if (path === '/metrics')
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics.read() };
  return undefined;
}

/** The part of Node's IncomingMessage that is used here. */
export interface TelemetryRequest {
  readonly url?: string | undefined;
}

/** The part of Node's ServerResponse that is used here. */
export interface TelemetryResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/**
 * Serves telemetry on a separate port, which should not be public.
 * @example createServer(telemetryListener({ health: worker.health, metrics })).listen(9464);
 */
export function telemetryListener(
  subject: TelemetrySubject,
): (request: TelemetryRequest, response: TelemetryResponse) => void {
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    void replyTelemetry(path, subject).then((reply) => {
      const { status, type, body } = reply ?? json(404, { paths: ['/healthz', '/readyz', '/metrics'] });
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(body);
    });
  };
}

// --- internal ---

function json(status: number, body: object): TelemetryReply {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}
