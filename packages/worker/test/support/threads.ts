/** Tracks the threads of this process. Import it before modules that start threads. */
import workerThreads, { Worker } from 'node:worker_threads';

/** The running threads, in the order of their starts. */
export const threads = new Set<Worker>();

/** The file of each running thread. */
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
