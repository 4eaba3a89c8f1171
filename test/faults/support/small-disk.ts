import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevServerOptions } from '@tfn/testing/server';
import { acquireDevServer } from '@tfn/testing/server';
import { startShopServer } from './shop-server.ts';
import type { ShopServer } from './shop-server.ts';

/** A Temporal server whose disk can be filled. */
export interface SmallDisk {
  readonly server: ShopServer;
  /** Uses all remaining space. */
  fill(): void;
  /** Whether the server has found its disk full. */
  wasFull(): boolean;
  makeRoom(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A disk of 32 MB in memory, if the system lets us mount one in the server's own namespace, where it ends with the server.
 * Otherwise a page limit in SQLite, which fails with the same error; removing it needs a restart.
 */
export async function openSmallDisk(): Promise<SmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-small-disk-'));
  const logFile = join(folder, 'server.log');
  const mounts = canMount(folder);
  const options = mounts ? { path: await writeLauncher(folder) } : { extraArgs: LIMIT_PAGES };
  const server = await startShopServer({ ...(options as DevServerOptions), logFile, logLevel: 'error' });
  const ballast = (): string => join(`/proc/${server.pid}/root`, server.folder, 'ballast');
  return {
    server,
    fill() {
      if (!mounts) return;
      for (const size of [1_000_000, 4096])
        try {
          for (;;) appendFileSync(ballast(), Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
    },
    wasFull: () => readFileSync(logFile, 'utf8').includes('database or disk is full'),
    async makeRoom() {
      if (mounts) return rmSync(ballast());
      await server.kill();
      await server.restart();
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

// --- internal ---

const MOUNT = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
const LIMIT_PAGES = ['--sqlite-pragma', 'max_page_count=1000'];

function canMount(folder: string): boolean {
  const [command, ...args] = MOUNT as [string, ...string[]];
  return spawnSync(command, [...args, `mount -t tmpfs -o size=1m tmpfs "$0"`, folder]).status === 0;
}

/** A `temporal` that mounts the disk over the folder of its database before it starts. */
async function writeLauncher(folder: string): Promise<string> {
  const { path } = await acquireDevServer();
  const launcher = join(folder, 'temporal');
  const script = `#!/bin/sh
for last; do [ "$previous" = --db-filename ] && database=$last; previous=$last; done
[ -z "$database" ] && exec '${path}' "$@"
exec ${MOUNT.join(' ')} 'mount -t tmpfs -o size=32m tmpfs "$0" && exec "$@"' "$(dirname "$database")" '${path}' "$@"
`;
  writeFileSync(launcher, script, { mode: 0o755 });
  return launcher;
}
