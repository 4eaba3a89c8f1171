import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { reportReady } from './worker-process.ts';

/** Serves an app on PORT as a program of the bench, until the bench stops it. */
export function serveBench(app: RequestListener): void {
  const server = createServer(app);
  const stop = (): void => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  server.listen(Number(process.env['PORT']), '127.0.0.1', () => reportReady(stop));
}
