/** Loaded into every thread with `--require`: collects garbage on request, and reports how much memory objects use. */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** Collects garbage in this thread and in the workflow thread; resolves to the memory in use afterwards. */
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
  /** All memory of the process, including Temporal's native code, and memory that V8 keeps for later. */
  readonly process: number;
  /** The live objects of all threads. */
  readonly objects: number;
}

/** The memory that each of `count` things added, in kilobytes. */
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
