import { createServer } from 'node:net';

/** The only interface that the embedded server listens on. */
export const loopback = '127.0.0.1';

/** Distinct ports that were free a moment ago. Another process may take one before it is used. */
export async function freePorts(count: number): Promise<number[]> {
  // Holds all until the last is known, so that they differ.
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)));
  return Promise.all(
    held.map(async ({ port, close }) => {
      await close();
      return port;
    }),
  );
}

export async function isPortFree(port: number): Promise<boolean> {
  try {
    const { close } = await listen(port);
    await close();
    return true;
  } catch {
    return false;
  }
}

// --- internal ---

interface HeldPort {
  readonly port: number;
  readonly close: () => Promise<void>;
}

function listen(port: number): Promise<HeldPort> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, loopback, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}
