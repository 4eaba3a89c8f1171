import { startDevServer, startTimeSkippingServer } from '../../server/index.ts';
import type { DevServer } from '../../server/index.ts';
import { forget, oncePerProcess } from './process-store.ts';

/** Which server is wanted. */
export interface ServerChoice {
  readonly timeSkipping: boolean;
  readonly address?: string | undefined;
}

/** A server that can be used. */
export interface FoundServer {
  readonly address: string;
  /** Whether this is the first to ask since it was started. Whoever asks next is not. */
  isNew(): boolean;
  /** Ends it, so that the next who asks gets a new one. Undefined for one that was not started here. */
  readonly drop?: () => Promise<void>;
}

/**
 * The server that is to be used: the given one, or one that this process starts once, for all of its test files. It ends with
 * the process. `onSpawn` is called when a process was started that is not ready yet.
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

/** Begins to start the server, and resolves when its process is there: what is loaded meanwhile costs no time. @throws as `findServer` */
export async function spawnServer(choice: ServerChoice): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    findServer(choice, resolve).then(() => resolve(), reject);
  });
}

// --- internal ---

interface SharedServer {
  readonly server: Pick<DevServer, 'address' | 'stop'>;
  /** Kept here, where all test files of the process see it. */
  isNew: boolean;
}
