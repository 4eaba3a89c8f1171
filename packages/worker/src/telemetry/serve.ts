import { once } from 'node:events';
import { createServer } from 'node:http';
import { telemetryListener } from '@tfn/core/telemetry';
import type { TelemetrySubject } from '@tfn/core/telemetry';
import { workerError } from '../errors.ts';

/**
 * Serves `/metrics`, `/healthz` and `/readyz` at `host:port`; returns a function that stops it.
 * @throws {TfnError} TFN_TELEMETRY_ADDRESS
 */
export async function serveTelemetry(address: string, subject: TelemetrySubject): Promise<() => Promise<void>> {
  const [, host, port] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(address) ?? [];
  const refuse = (problem: string): Error => workerError('TFN_TELEMETRY_ADDRESS', { address, problem });
  if (host === undefined || Number(port) > 65_535) throw refuse('it is not host:port');
  const server = createServer(telemetryListener(subject));
  server.listen(Number(port), host === '' ? undefined : host);
  await once(server, 'listening').catch((error: Error) => {
    throw refuse(error.message);
  });
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}
