import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { registry } from '@tfn/core';
import type { Client } from '@tfn/core';
import type { ProjectPackages } from '../project/load-package.ts';

/** What of Express and of `@tfn/triggers-http` is used. */
interface Express {
  (): RequestListener & { use(...handlers: unknown[]): void; disable(setting: string): void };
}
interface HttpTriggers {
  expressRouter(client: Client, options?: { basePath?: string }): unknown;
}

/** Whether the project has anything to serve. */
export function hasHttpTriggers(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'http');
}

/**
 * The HTTP server of the project's `tfn.http` definitions; it does not listen yet.
 * @throws {TfnError} TFN_CLI_PACKAGE_MISSING
 */
export function createHttpServer(packages: ProjectPackages, client: Client, basePath: string | undefined): Server {
  const triggers = packages.load<HttpTriggers>('@tfn/triggers-http', 'Serving tfn.http');
  const express = packages.load<Express>('express', 'Serving tfn.http');
  const app = express();
  app.disable('x-powered-by');
  const router = triggers.expressRouter(client);
  if (basePath === undefined) app.use(router);
  else app.use(basePath, router);
  return createServer(app);
}

/**
 * Ends a server without refusing a request: connections get `Connection: close` with their next answer, and idle ones are closed
 * once they had the time to send what was under way.
 */
export async function drainServer(server: Server, milliseconds = 500): Promise<void> {
  server.prependListener('request', (_request, response: { setHeader(name: string, value: string): void }) => {
    response.setHeader('Connection', 'close');
  });
  await new Promise((done) => setTimeout(done, milliseconds));
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  await closed;
}
