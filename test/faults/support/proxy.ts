import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy that makes a network bad. */
export interface Proxy {
  readonly address: string;
  /** How many connections it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Milliseconds by which whatever goes through comes later, each way. @default 0 */
  readonly delay?: number;
  /** Cuts a connection when this many pieces of answers have come over it. @default never */
  readonly cutAfter?: number;
  /** Cuts so many connections at most. @default no bound */
  readonly cuts?: number;
}

/** Starts a proxy before a server at `host:port`. */
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

/** Timers of one length fire in the order in which they were set. */
function pipe(from: Socket, to: Socket, delay: number): void {
  const write = (data: Buffer): void => {
    if (!to.destroyed) to.write(data);
  };
  from.on('data', (data) => {
    if (delay === 0) write(data);
    else setTimeout(write, delay, data);
  });
}
