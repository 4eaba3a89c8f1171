import { startDevServer, startTimeSkippingServer } from '../../server/index.ts';
import type { DevServer } from '../../server/index.ts';
import { forget, oncePerProcess } from './process-store.ts';

/** Which server an environment asks for. */
export interface ServerChoice {
  readonly timeSkipping: boolean;
  readonly address?: string | undefined;
}

/** A running server. */
export interface FoundServer {
  readonly address: string;
  /** True on the first call since the server started, then false. */
  isNew(): boolean;
  /** Stops the server, so that the next call of `findServer` starts a new one. Undefined when this process did not start it. */
  readonly drop?: () => Promise<void>;
}

/**
 * The server to use: the given one, or one that this process starts once for all of its test files. That one stops with
 * the process. Calls `onSpawn` once the server's process exists, before it is ready.
 * @throws {TfnError} TFN_SERVER_…, TFN_TEST_SERVER_…
 */
export async function findServer(
  { timeSkipping, address }: ServerChoice,
  onSpawn: () => void = () => {},
): Promise<FoundServer> {
  const given = address ?? process.env[timeSkipping ? 'TFN_TEST_TIME_SKIPPING_ADDRESS' : 'TFN_TEST_ADDRESS'];
  if (given) return { address: given, isNew: () => false };
  // oxlint-disable-next-line no-console -- the first start may install the server, and silence would look like a hang
  const onProgress = (line: string): void => console.error(line);
  const name = timeSkipping ? 'time-skipping server' : 'dev server';
  const shared = await oncePerProcess<SharedServer>(name, async () => ({
    server: await (timeSkipping ? startTimeSkippingServer : startDevServer)({ onProgress, onSpawn }),
    isNew: true,
  }));
  const { server } = shared;
  return {
    address: server.address,
    isNew() {
      const { isNew } = shared;
      shared.isNew = false;
      return isNew;
    },
    async drop() {
      forget(name);
      await server.stop();
    },
  };
}

/** Spawns the server and resolves before it is ready, so that the caller can load modules meanwhile. @throws as `findServer` */
export async function spawnServer(choice: ServerChoice): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    findServer(choice, resolve).then(() => resolve(), reject);
  });
}

// --- internal ---

interface SharedServer {
  readonly server: Pick<DevServer, 'address' | 'stop'>;
  /** Stored here because all test files of the process share it. */
  isNew: boolean;
}
