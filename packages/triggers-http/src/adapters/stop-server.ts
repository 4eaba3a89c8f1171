import type { Server } from 'node:http';
import type { HttpHandler, StopOptions } from '../handler/http-handler.ts';

/** What we need of Node's HTTP server. */
export type StoppableServer = Pick<Server, 'close' | 'closeIdleConnections' | 'closeAllConnections'>;

/**
 * Stops a server: it takes no new connections, requests on open ones are answered 503, those under way are answered within the
 * bound, and keep-alive connections close. `served` is the router, plugin or handler that answers its requests.
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
  // The last replies may still be on their way out.
  const timer = setTimeout(() => server.closeAllConnections(), LAST_REPLIES);
  await closed;
  clearTimeout(timer);
}

// --- internal ---

const LAST_REPLIES = 1000;
