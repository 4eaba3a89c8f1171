import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { RuntimeOptions } from '@temporalio/worker';

type Exporter = NonNullable<NonNullable<RuntimeOptions['telemetryOptions']>['metrics']>;

/** What Temporal's SDK measures, which its core serves on a port of its own. */
export interface TemporalMetrics {
  readonly exporter: Exporter;
  /** In Prometheus' text format. */
  read(): Promise<string>;
}

/**
 * Finds a port for them on the loopback interface: they are read from there and served among ours, under one address. Names have
 * their unit and, for counters, `_total`, and durations are in seconds, by Prometheus' conventions.
 */
export async function openTemporalMetrics(): Promise<TemporalMetrics> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  return {
    exporter: {
      prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
      attachServiceName: false,
    },
    async read() {
      const response = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(ANSWER_TIME) });
      return response.text();
    },
  };
}

// --- internal ---

/** Milliseconds. */
const ANSWER_TIME = 5000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
