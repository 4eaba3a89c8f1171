/** Loaded into every thread, for `--require`: collects garbage when asked, and tells how much memory objects take. */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** Asks the workflow thread for its memory after a collection; collects in this thread too. */
export async function collectGarbage(): Promise<MemoryLeft> {
  const answers = new BroadcastChannel('memory-left');
  const questions = new BroadcastChannel('collect-garbage');
  const answer = new Promise<number>((resolve) => {
    answers.onmessage = (event) => resolve((event as { data: number }).data);
  });
  questions.postMessage('now');
  const inThread = await answer;
  answers.close();
  questions.close();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { process: rss, objects: heapUsed + inThread };
}

/** Bytes. */
export interface MemoryLeft {
  /** All that the process holds: also what Temporal's native code does, and what V8 keeps for later. */
  readonly process: number;
  /** The objects of all threads that are still in use. */
  readonly objects: number;
}

/** In kilobytes, what each of so many things added. */
export function toEach(before: MemoryLeft, after: MemoryLeft, count: number): MemoryLeft {
  const each = (key: keyof MemoryLeft): number => (after[key] - before[key]) / 1024 / count;
  return { process: each('process'), objects: each('objects') };
}

if (!isMainThread) {
  const questions = new BroadcastChannel('collect-garbage');
  questions.unref();
  questions.onmessage = () => {
    globalThis.gc?.();
    const answers = new BroadcastChannel('memory-left');
    answers.postMessage(process.memoryUsage().heapUsed);
    answers.close();
  };
}
