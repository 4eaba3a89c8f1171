import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy that simulates a bad network. */
export interface Proxy {
  readonly address: string;
  /** The number of connections that it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Milliseconds of delay in each direction. @default 0 */
  readonly delay?: number;
  /** Cuts a connection after this many pieces of responses. @default never */
  readonly cutAfter?: number;
  /** The maximum number of connections to cut. @default no limit */
  readonly cuts?: number;
}

/** Starts a proxy in front of a server at `host:port`. */
export async function startProxy(target: string, options: ProxyOptions): Promise<Proxy> {
  const { delay = 0, cutAfter = Infinity, cuts: bound = Infinity } = options;
  const [host, targetPort] = target.split(':') as [string, string];
  const sockets = new Set<Socket>();
  let cuts = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), host);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let answers = 0;
    pipe(client, upstream, delay);
    pipe(upstream, client, delay);
    upstream.on('data', () => {
      answers += 1;
      if (answers < cutAfter || cuts >= bound || client.destroyed) return;
      cuts += 1;
      cut();
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).once('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    address: `127.0.0.1:${port}`,
    get cuts() {
      return cuts;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

// --- internal ---

/** Timers of equal length fire in the order in which they were set. */
function pipe(from: Socket, to: Socket, delay: number): void {
  const write = (data: Buffer): void => {
    if (!to.destroyed) to.write(data);
  };
  from.on('data', (data) => {
    if (delay === 0) write(data);
    else setTimeout(write, delay, data);
  });
}
