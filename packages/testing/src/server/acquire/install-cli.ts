import { chmodSync, renameSync } from 'node:fs';
import { checkTemporalCli } from './temporal-cli.ts';

/**
 * Moves a new executable to its location in the cache, in one step and only after it ran, so that no process finds a partly written
 * one. Both paths are on the same file system.
 */
export async function installCli(fresh: string, target: string): Promise<void> {
  chmodSync(fresh, 0o755);
  const check = await checkTemporalCli(fresh);
  if (!check.usable) throw new Error(`the result is not usable: ${check.why}`);
  renameSync(fresh, target);
}
