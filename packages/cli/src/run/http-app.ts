import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { registry } from '@tfn/core';
import type { Client } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import type * as httpTriggers from '@tfn/triggers-http';
import type { HttpHandlerOptions } from '@tfn/triggers-http';
import type { ProjectPackages } from '../project/load-package.ts';

/** What of Express is used. */
type Express = () => RequestListener & { use(...handlers: unknown[]): void; disable(setting: string): void };

/** How a project is served. */
export type HttpAppOptions = Pick<HttpHandlerOptions, 'health' | 'metrics' | 'opentelemetry' | 'logger'> & {
  readonly basePath?: string | undefined;
};

/** The HTTP server of a project's `tfn.http` definitions. It does not listen yet. */
export interface HttpApp {
  readonly server: Server;
  /** Serves a connection that another process accepted. */
  serve(connection: Socket): void;
  /** Answers what is under way, then closes. */
  stop(): Promise<void>;
  /**
   * Ends it without refusing a request, once another process gets the new connections: those that are open are told to close
   * with the answer that is under way, or with their next.
   */
  handOver(): Promise<void>;
}

/** Whether the project has anything to serve. */
export function hasHttpTriggers(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'http');
}

/** Loads what a server needs, where there is anything to serve. What fails is told by `createHttpApp`. */
export function preloadHttpApp(packages: ProjectPackages): void {
  if (!hasHttpTriggers()) return;
  try {
    for (const name of ['express', '@tfn/triggers-http', '@tfn/client']) packages.load(name, 'Serving tfn.http');
  } catch {
    // It is loaded again, by whoever needs it.
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
  return { server, stop: () => stopServer(server, router), ...serveAccepted(server) };
}

// --- internal ---

/** Seconds for which a client may keep an idle connection. */
const told = 5;
/** Milliseconds for which it is kept in truth: a request that a busy machine delivers late is not refused. */
const kept = 30_000;

function serveAccepted(server: Server): Pick<HttpApp, 'serve' | 'handOver'> {
  // The server never listened itself, so it knows nothing of these.
  const served = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  let [adopted, handingOver] = [false, false];
  const setConnection = (response: ServerResponse): void => {
    if (response.headersSent) return;
    if (handingOver) {
      response.setHeader('Connection', 'close');
      response.removeHeader('Keep-Alive');
    } else if (response.shouldKeepAlive) {
      response.setHeader('Connection', 'keep-alive');
      response.setHeader('Keep-Alive', `timeout=${told}`);
    }
  };
  const onRequest = (_request: IncomingMessage, response: ServerResponse): void => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    setConnection(response);
  };
  return {
    serve(connection) {
      if (!adopted) server.prependListener('request', onRequest).keepAliveTimeout = kept;
      adopted = true;
      served.add(connection);
      connection.once('close', () => served.delete(connection));
      server.emit('connection', connection);
      connection.resume();
    },
    async handOver() {
      handingOver = true;
      for (const response of answering) setConnection(response);
      await Promise.all([...served].map((connection) => new Promise((done) => connection.once('close', done))));
    },
  };
}
