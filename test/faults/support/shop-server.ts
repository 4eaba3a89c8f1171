import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '@tfn/testing/server';
import type { DevServer, DevServerOptions } from '@tfn/testing/server';
import { freePort } from '../../../packages/cli/test/support/project.ts';

/** A real Temporal server with its state on disk, which can be killed and restarted. */
export interface ShopServer {
  readonly address: string;
  readonly pid: number;
  /** The path of its database. */
  readonly folder: string;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
  /** Restarts it on the same ports and file. */
  restart(options?: DevServerOptions): Promise<void>;
  stop(): Promise<void>;
}

/** @param options for the first start only */
export async function startShopServer(options: DevServerOptions = {}): Promise<ShopServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-faults-'));
  const dbFilename = join(folder, 'temporal.db');
  // The system gives these ports to no outgoing connection while the server is down.
  const [port, httpPort] = [await freePort(), await freePort()];
  const start = (more: DevServerOptions): Promise<DevServer> =>
    startDevServer({
      ...{ port, httpPort, dbFilename },
      startTimeout: 120_000,
      extraArgs: ['--sqlite-pragma', 'synchronous=normal'],
      ...more,
    });
  let server = await start(options);
  return {
    address: server.address,
    folder,
    get pid() {
      return server.pid as number;
    },
    async kill() {
      process.kill(server.pid as number, 'SIGKILL');
      await server.stop();
    },
    async restart(more = {}) {
      server = await start(more);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
