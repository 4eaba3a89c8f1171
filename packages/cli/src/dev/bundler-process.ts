import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { BundleSources } from '../run/project-bundle.ts';

/** Bundles ahead of the runners. */
export interface BundlerProcess {
  /** Resolves when the bundle of these sources, as they are now, is in the cache, or cannot be made. */
  bundle(sources: BundleSources): Promise<void>;
  stop(): void;
}

/** Starts the process that bundles. One that is gone is not replaced: runners bundle for themselves then. */
export function startBundler(root: string): BundlerProcess {
  const child = fork(require.resolve('./bundler'), {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => undefined);
  let queue: Promise<unknown> = Promise.resolve();
  const bundle = async (sources: BundleSources): Promise<void> => {
    if (!child.connected) return;
    const gone = new AbortController();
    const answer = once(child, 'message', { signal: gone.signal }).catch(() => undefined);
    const exit = once(child, 'exit', { signal: gone.signal }).catch(() => undefined);
    child.send(sources, () => undefined);
    await Promise.race([answer, exit]);
    gone.abort();
  };
  return {
    // One after another, so that each answer is that of its question.
    bundle(sources) {
      const done = queue.then(() => bundle(sources));
      queue = done;
      return done;
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}
