import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { once } from 'node:events';

/** A port of `tfn dev`: open as long as the command runs, whichever process answers. */
export interface ConnectionGate {
  readonly port: number;
  /** From now on connections go here; those that waited go first. */
  switchTo(receive: (socket: Socket) => void): void;
  /** Connections wait from now on. */
  hold(): void;
  close(): void;
}

/** Listens; connections wait until there is somebody to answer. Rejects with EADDRINUSE as Node does. */
export async function openConnectionGate(port: number, host: string | undefined): Promise<ConnectionGate> {
  const waiting = new Set<Socket>();
  let receive: ((socket: Socket) => void) | undefined;
  // Paused: whoever answers reads from the first byte on.
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
