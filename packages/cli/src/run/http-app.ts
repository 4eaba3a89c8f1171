import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as untilRead, setTimeout as pause } from 'node:timers/promises';
import { registry } from '@tfn/core';
import type { Client } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import type * as httpTriggers from '@tfn/triggers-http';
import type { HttpHandlerOptions } from '@tfn/triggers-http';
import type { ProjectPackages } from '../project/load-package.ts';
import { serveAccepted } from './serve-accepted.ts';

/** The part of Express that is used. */
type Express = () => RequestListener & { use(...handlers: unknown[]): void; disable(setting: string): void };

/** Options for serving a project. */
export type HttpAppOptions = Pick<HttpHandlerOptions, 'health' | 'metrics' | 'opentelemetry' | 'logger'> & {
  readonly basePath?: string | undefined;
};

/** The HTTP server of a project's `tfn.http` definitions. It does not listen yet. */
export interface HttpApp {
  readonly server: Server;
  /** Serves one request of a connection that another process accepted. */
  serve(connection: Socket): void;
  /** Answers in-flight requests, then closes. */
  stop(): Promise<void>;
  /** Ends without refusing a request, once another process gets the new connections: answers the requests of its own. */
  handOver(): Promise<void>;
}

/** Whether the project defines HTTP triggers. */
export function hasHttpTriggers(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'http');
}

/** Loads the packages of a server in advance, if the project needs one. `createHttpApp` reports what fails. */
export function preloadHttpApp(packages: ProjectPackages): void {
  if (!hasHttpTriggers()) return;
  try {
    for (const name of ['express', '@tfn/triggers-http', '@tfn/client']) packages.load(name, 'Serving tfn.http');
  } catch {
    // Loaded again, and reported, by `createHttpApp`.
  }
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function createHttpApp(packages: ProjectPackages, client: Client, options: HttpAppOptions): HttpApp {
  const { basePath, health, metrics, opentelemetry, logger } = options;
  const { expressRouter, stopServer } = packages.load<typeof httpTriggers>('@tfn/triggers-http', 'Serving tfn.http');
  const app = packages.load<Express>('express', 'Serving tfn.http')();
  const router = expressRouter(client, definedOnly({ health, metrics, opentelemetry, logger }));
  app.disable('x-powered-by');
  if (basePath === undefined) app.use(router);
  else app.use(basePath, router);
  const server = createServer(app);
  // The server did not accept these connections itself, so it does not track them.
  const served = new Set<Socket>();
  return {
    server,
    serve(connection) {
      served.add(connection);
      connection.once('close', () => served.delete(connection));
      serveAccepted(server, connection);
    },
    stop: () => stopServer(server, router),
    async handOver() {
      const closed = [...served].map((connection) => new Promise((done) => connection.once('close', done)));
      await pause(FIRST_WORD);
      // First read what has arrived by now.
      await untilRead();
      await untilRead();
      for (const connection of served) if (connection.bytesRead === 0) connection.end();
      await Promise.all(closed);
    },
  };
}

// --- internal ---

/** Milliseconds in which a client must send its request on a connection that it opened before the handover. */
const FIRST_WORD = 1000;
