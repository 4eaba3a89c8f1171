import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whose bundler: ours for development or for production, or the SDK's. */
export type Bundler = 'fast' | 'production' | 'sdk';

/** Milliseconds that bundling took, in a process that has only loaded the bundler's package. */
export interface BundleTimes {
  readonly cold: number;
  readonly edited: number;
  readonly unchanged: number;
  /** With the cache that an earlier process left on disk. */
  readonly restarted: number;
}

/** Bundles in a new process. */
export async function timeBundler(bundler: Bundler): Promise<BundleTimes> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'bundle-process.js'), bundler]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as BundleTimes;
}
