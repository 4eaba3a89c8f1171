import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { once } from 'node:events';

/** A port of `tfn dev`, open as long as the command runs; different processes answer over time. */
export interface ConnectionGate {
  readonly port: number;
  /** Hands over connections from now on, those that waited first. */
  switchTo(receive: (socket: Socket) => void): void;
  /** Makes connections wait from now on. */
  hold(): void;
  close(): void;
}

/** Listens; connections wait until a process answers. Rejects with EADDRINUSE as Node does. */
export async function openConnectionGate(port: number, host: string | undefined): Promise<ConnectionGate> {
  const waiting = new Set<Socket>();
  let receive: ((socket: Socket) => void) | undefined;
  // Paused, so that the answering process reads from the first byte.
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    if (receive !== undefined) return receive(socket);
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket)).on('error', () => undefined);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: portOf(server),
    switchTo(next) {
      receive = next;
      for (const socket of waiting) next(socket);
      waiting.clear();
    },
    hold() {
      receive = undefined;
    },
    close() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

// --- internal ---

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
