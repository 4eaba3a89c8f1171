import { isTfnError } from '@tfn/core';
import { READINESS_WORKFLOW_ID } from '@tfn/core/internal';
import { createHealth } from '@tfn/core/telemetry';
import type { Health } from '@tfn/core/telemetry';
import type { RouteClient } from '../handler/route-client.ts';
import type { Endpoint } from '../routes/endpoint.ts';
import { jsonReply } from '../replies/reply.ts';

/** What the health endpoints report. */
export interface HealthSubject {
  /** `true` to make a new one. */
  readonly given: true | Health;
  readonly client: RouteClient;
  readonly basePath: string;
}

/** The health of the handler, and its endpoints. */
export interface ServedHealth {
  readonly health: Health;
  readonly endpoints: readonly Endpoint[];
}

/**
 * `/healthz` answers 200 while the process runs. `/readyz` answers 200 while Temporal answers and the handler is not stopping, otherwise
 * 503. Anyone may read them, so they do not say what is wrong.
 */
export function serveHealth({ given, client, basePath }: HealthSubject): ServedHealth {
  const health = given === true ? createHealth() : given;
  health.add('client', () => findProblem(client));
  const endpoint = (name: string, serve: Endpoint['serve']): Endpoint => ({
    ...{ method: 'GET', path: `${basePath}/${name}`, middleware: [], isProbe: true },
    serve,
  });
  return {
    health,
    endpoints: [
      endpoint('healthz', async () => jsonReply({ alive: true }, NOT_KEPT)),
      endpoint('readyz', async () => {
        const { ready } = await health.report();
        return jsonReply({ ready }, { ...NOT_KEPT, status: ready ? 200 : 503 });
      }),
    ],
  };
}

// --- internal ---

const NOT_KEPT = { headers: { 'cache-control': 'no-store' } };

/** Describes a workflow that does not exist: if Temporal says so, it answers. Works over any transport. */
async function findProblem(client: RouteClient): Promise<string | undefined> {
  try {
    await client.getHandle(READINESS_WORKFLOW_ID).describe();
  } catch (error) {
    if (!isTfnError(error) || error.code !== 'TFN_WORKFLOW_NOT_FOUND') throw error;
  }
  return undefined;
}
