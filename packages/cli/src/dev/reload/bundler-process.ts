import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { WorkflowBundle } from '@tfn/worker';
import type { BundleSources } from '../../run/project-bundle.ts';
import type { BundlerAnswer } from '../runner/messages.ts';

/** Bundles ahead of the runners. */
export interface BundlerProcess {
  /** The bundle of these sources as they are now; undefined when it cannot be made here. */
  bundle(sources: BundleSources): Promise<WorkflowBundle | undefined>;
  stop(): void;
}

/** Starts the process that bundles. One that is gone is not replaced: runners bundle for themselves then. */
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
