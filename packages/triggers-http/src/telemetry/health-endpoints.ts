import { isTfnError } from '@tfn/core';
import { createHealth } from '@tfn/core/telemetry';
import type { Health } from '@tfn/core/telemetry';
import type { RouteClient } from '../handler/route-client.ts';
import type { Endpoint } from '../routes/endpoint.ts';
import { jsonReply } from '../replies/reply.ts';

/** What the endpoints of health tell of. */
export interface HealthSubject {
  /** `true` for one of its own. */
  readonly given: true | Health;
  readonly client: RouteClient;
  readonly basePath: string;
}

/** The health of serving, and its endpoints. */
export interface ServedHealth {
  readonly health: Health;
  readonly endpoints: readonly Endpoint[];
}

/**
 * `/healthz` answers 200 as long as the process does, `/readyz` 200 or 503: whether Temporal answers, and no stop has begun. They
 * are open to everyone, so what is wrong is not said.
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

/** Asks for an execution that is not there: Temporal has answered when it says so, over whichever transport. */
async function findProblem(client: RouteClient): Promise<string | undefined> {
  try {
    await client.getHandle('tfn.readyz').describe();
  } catch (error) {
    if (!isTfnError(error) || error.code !== 'TFN_WORKFLOW_NOT_FOUND') throw error;
  }
  return undefined;
}
