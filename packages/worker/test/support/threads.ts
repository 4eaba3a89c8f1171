/** Knows the threads of this process. To be imported before what starts threads. */
import workerThreads, { Worker } from 'node:worker_threads';

/** Those that have not ended, in the order of their starts. */
export const threads = new Set<Worker>();

/** What each of them runs. */
export const files = new WeakMap<Worker, string>();

class KnownWorker extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    threads.add(this);
    files.set(this, String(args[0]));
    this.once('exit', () => threads.delete(this));
  }
}
(workerThreads as { Worker: typeof Worker }).Worker = KnownWorker;
