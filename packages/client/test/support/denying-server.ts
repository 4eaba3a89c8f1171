import { createServer } from 'node:http2';
import type { Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';

/**
 * A gRPC server that answers every request with the same status, like a Temporal frontend that denies access. It answers the requests
 * that `accepts` names with an empty message.
 */
export async function startDenyingServer(
  code: number,
  message: string,
  accepts = /^$/,
): Promise<{ address: string; stop(): Promise<void> }> {
  const server: Http2Server = createServer();
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, { ':path': path = '' }) => {
    const headers = { ':status': 200, 'content-type': 'application/grpc' };
    stream.resume();
    if (!accepts.test(path))
      return stream.respond({ ...headers, 'grpc-status': code, 'grpc-message': message }, { endStream: true });
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
