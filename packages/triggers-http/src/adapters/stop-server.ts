import type { Server } from 'node:http';
import type { HttpHandler, StopOptions } from '../handler/http-handler.ts';

/** The part of Node's HTTP server that we use. */
export type StoppableServer = Pick<Server, 'close' | 'closeIdleConnections' | 'closeAllConnections'>;

/**
 * Stops a server: it accepts no new connections, answers 503 to new requests on open ones, answers requests in flight within the
 * timeout, and closes keep-alive connections. `served` is the router, plugin or handler that answers its requests.
 * @example process.once('SIGTERM', () => void stopServer(server, router));
 */
export async function stopServer(
  server: StoppableServer,
  served: Pick<HttpHandler, 'stop'>,
  options: StopOptions = {},
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await served.stop(options);
  server.closeIdleConnections();
  // The last replies may still be in transit.
  const timer = setTimeout(() => server.closeAllConnections(), LAST_REPLIES);
  await closed;
  clearTimeout(timer);
}

// --- internal ---

const LAST_REPLIES = 1000;
