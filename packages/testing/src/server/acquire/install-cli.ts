import { chmodSync, renameSync } from 'node:fs';
import { checkTemporalCli } from './temporal-cli.ts';

/**
 * Moves a fresh executable to its place in the cache, in one step and only once it was seen to run,
 * so that no process ever finds a half written one. Both are on the same file system.
 */
export async function installCli(fresh: string, target: string): Promise<void> {
  chmodSync(fresh, 0o755);
  const check = await checkTemporalCli(fresh);
  if (!check.usable) throw new Error(`what came is not usable: ${check.why}`);
  renameSync(fresh, target);
}
