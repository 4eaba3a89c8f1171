import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { WorkflowBundle } from '@tfn/worker';
import type { BundleSources } from '../../run/project-bundle.ts';
import type { BundlerAnswer } from '../runner/messages.ts';

/** A process that bundles for the runners. */
export interface BundlerProcess {
  /** Bundles the current sources; undefined when this process cannot. */
  bundle(sources: BundleSources): Promise<WorkflowBundle | undefined>;
  stop(): void;
}

/** Starts the bundling process. If it ends, it is not replaced: the runners then bundle themselves. */
export function startBundler(root: string): BundlerProcess {
  const child = fork(require.resolve('../runner/bundler'), {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  child.on('error', () => undefined);
  let queue: Promise<unknown> = Promise.resolve();
  const bundle = async (sources: BundleSources): Promise<WorkflowBundle | undefined> => {
    if (!child.connected) return undefined;
    const gone = new AbortController();
    const answer = once(child, 'message', { signal: gone.signal }).catch(() => []);
    const exit = once(child, 'exit', { signal: gone.signal }).catch(() => []);
    child.send(sources, () => undefined);
    const [message] = await Promise.race([answer, exit.then(() => [])]);
    gone.abort();
    return (message as BundlerAnswer | undefined)?.bundle;
  };
  return {
    // One at a time, so that each answer belongs to its request.
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
