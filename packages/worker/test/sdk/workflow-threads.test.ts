import { files, threads } from '../support/threads.ts';
import { once } from 'node:events';
import { basename } from 'node:path';
import workerThreads from 'node:worker_threads';
import type { Worker } from 'node:worker_threads';
import { ownWorkflowThreads, startWorkflowThreads } from '../../src/sdk/threads/workflow-threads.ts';

const FILE = require.resolve('@temporalio/worker/lib/workflow/workflow-worker-thread');
const NodeWorker = workerThreads.Worker;

/** Starts a thread as the SDK does. */
const start = (file: string = FILE): Worker => new workerThreads.Worker(file);

async function answerOf(thread: Worker): Promise<unknown> {
  const [answer] = await Promise.all([
    once(thread, 'message'),
    Promise.resolve(thread.postMessage({ requestId: 7n, input: { type: 'destroy' } })),
  ]);
  return answer[0];
}

const idsOf = (started: Iterable<Worker | undefined>): unknown[] => [...started].map((thread) => thread?.threadId);

afterEach(async () => {
  await Promise.all([...threads].map((thread) => thread.terminate()));
});

test('nothing is started or replaced for a worker without the option', async () => {
  const ahead = startWorkflowThreads(2, { wanted: false });
  expect(threads.size).toBe(0);
  expect(await ahead.during(() => Promise.resolve(workerThreads.Worker))).toBe(NodeWorker);
});

test('the SDK gets the threads that were started for it, and starts further ones as usual', async () => {
  const ahead = startWorkflowThreads(2, { wanted: true });
  const started = [...threads];
  const taken = await ahead.during(() => Promise.resolve([start(), start(), start()]));
  expect(idsOf(taken.slice(0, 2))).toEqual(idsOf(started));
  expect(idsOf(threads)).toEqual(idsOf(taken));
  // The installed version of the SDK is known.
  expect(taken.map((thread) => basename(files.get(thread) as string))).toEqual([
    ...['thread.js', 'thread.js'],
    'workflow-worker-thread.js',
  ]);
  for (const thread of taken) expect(await answerOf(thread)).toEqual({ requestId: 7n, result: { type: 'ok' } });
});

test('the thread that was started early is used first', async () => {
  ownWorkflowThreads();
  const [early] = threads;
  // In our own processes, no worker needs the option.
  const ahead = startWorkflowThreads(2, { wanted: false });
  expect(threads.size).toBe(2);
  expect(await ahead.during(() => Promise.resolve(start()))).toBe(early);
  expect(idsOf(threads)).toEqual(idsOf([early]));
});

test('concurrent callers use as many threads as were started for them', async () => {
  const ahead = [startWorkflowThreads(1, { wanted: true }), startWorkflowThreads(1, { wanted: true })];
  const started = [...threads];
  const taken = await Promise.all(ahead.map((own) => own.during(() => Promise.resolve(start()))));
  expect(idsOf(taken)).toEqual(idsOf(started));
});

test('other threads start as usual, and nothing is left behind', async () => {
  const ahead = startWorkflowThreads(1, { wanted: true });
  const [started] = threads;
  const [other, message] = await ahead.during(() => {
    const thread = start(require.resolve('../fixtures/processes/other-thread.cjs'));
    return once(thread, 'message').then(([said]) => [thread, said] as const);
  });
  expect(other).not.toBe(started);
  expect(message).toBe('started');
  expect(idsOf(threads)).toEqual(idsOf([other]));
  expect(workerThreads.Worker).toBe(NodeWorker);
});

test('a thread that has ended meanwhile is not handed over', async () => {
  const ahead = startWorkflowThreads(1, { wanted: true });
  const [ended] = threads;
  await ended?.terminate();
  const taken = await ahead.during(() => Promise.resolve(start()));
  expect(taken).not.toBe(ended);
  expect(await answerOf(taken)).toMatchObject({ result: { type: 'ok' } });
});

test('when nothing is created, no thread is left', async () => {
  const ahead = startWorkflowThreads(2, { wanted: true });
  expect(threads.size).toBe(2);
  await ahead.end();
  expect(threads.size).toBe(0);
});
