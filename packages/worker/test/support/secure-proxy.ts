import { connect, createSecureServer } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { SecureServerOptions } from 'node:http2';

/** A proxy in front of a Temporal server, like a load balancer: terminates TLS, and requires certificates or API keys. */
export interface SecureProxy {
  readonly address: string;
  /** Requests with any other key are refused; undefined accepts every key. */
  acceptKey: string | undefined;
  /** The key of the last call of a method. */
  readonly keys: Map<string, string | undefined>;
  close(): Promise<void>;
}

export async function startSecureProxy(target: string, tls: SecureServerOptions): Promise<SecureProxy> {
  const upstream = connect(`http://${target}`);
  const server = createSecureServer(tls);
  const sessions = new Set<{ destroy(): void }>();
  const keys = new Map<string, string | undefined>();
  const proxy: SecureProxy = {
    get address() {
      return `localhost:${(server.address() as AddressInfo).port}`;
    },
    acceptKey: undefined,
    keys,
    close: () =>
      new Promise((closed) => {
        for (const session of sessions) session.destroy();
        upstream.destroy();
        server.close(() => closed());
      }),
  };
  const forward = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const { authorization: key } = headers;
    keys.set((headers[':path'] ?? '').replace(/.*\//, ''), key);
    stream.on('error', () => undefined);
    if (proxy.acceptKey !== undefined && key !== `Bearer ${proxy.acceptKey}`) {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' }, { endStream: true });
      return;
    }
    const request = upstream.request(headers);
    let trailers: IncomingHttpHeaders = {};
    request.on('trailers', (received) => (trailers = received));
    request.on('response', (received, flags) => {
      if (stream.destroyed) return;
      // A trailers-only response ends the stream with its headers.
      stream.respond(received, (flags & END_STREAM) === 0 ? { waitForTrailers: true } : { endStream: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    request.on('error', () => stream.destroy());
    stream.on('close', () => request.close());
    stream.pipe(request);
  };
  server.on('session', (session) => sessions.add(session)).on('stream', forward);
  server.on('sessionError', () => undefined).on('tlsClientError', () => undefined);
  await new Promise<void>((listening) => {
    server.listen(0, 'localhost', listening);
  });
  return proxy;
}

// --- internal ---

const END_STREAM = 1;
