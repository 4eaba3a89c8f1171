import { files, threads } from '../support/threads.ts';
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import workerThreads from 'node:worker_threads';
import type * as reusableVm from '@temporalio/worker/lib/workflow/reusable-vm';
import type * as vmShared from '@temporalio/worker/lib/workflow/vm-shared';
import { NativeConnection, Worker as TemporalWorker } from '@temporalio/worker';
import type { WorkerOptions } from '@tfn/worker';
import * as fixture from '../fixtures/stacks-and-limits.ts';

import { address, afterTasks, eventsOf, startHarness, until } from '../support/harness.ts';
import type { Handle, Harness } from '../support/harness.ts';

/** An undocumented option of the SDK. */
type Name = Exclude<keyof typeof fixture, 'TIMERS'>;

const LIMIT = { isolateExecutionTimeout: '3s' } as WorkerOptions;
const OURS: WorkerOptions = { ...LIMIT, fastWorkflowThreads: true };

/** Runs on our worker, and on the SDK's with the same bundle. */
describe('a workflow thread of ours, compared with one of the SDK', () => {
  let harness: Harness;
  const rawQueue = `raw-${randomUUID()}`;
  let stopRaw: () => Promise<void>;

  beforeAll(async () => {
    harness = await startHarness(fixture, OURS);
    const connection = await NativeConnection.connect({ address });
    const raw = await TemporalWorker.create({
      ...(LIMIT as object),
      connection,
      taskQueue: rawQueue,
      workflowBundle: { code: harness.bundle.code },
    });
    const ended = raw.run();
    stopRaw = async () => {
      raw.shutdown();
      await ended;
      await connection.close();
    };
  });
  afterAll(async () => {
    await harness.stop();
    await stopRaw();
  });

  const runOn = async <TResult>(
    taskQueue: string,
    name: Name,
    ask: (handle: Handle) => Promise<TResult>,
  ): Promise<TResult> => {
    const handle = await harness.client.workflow.start(name, { taskQueue, workflowId: randomUUID(), args: [] });
    const result = await ask(handle as Handle);
    await handle.terminate().catch(() => undefined);
    return result;
  };
  const runOnBoth = async <TResult>(name: Name, ask: (handle: Handle) => Promise<TResult>) => {
    const [ours, raw] = await Promise.all([harness.taskQueue, rawQueue].map((queue) => runOn(queue, name, ask)));
    return { ours: ours as TResult, raw: raw as TResult };
  };

  /** How its task failed. */
  const failedTask = async (handle: Handle) => {
    for (;;) {
      const failed = (await eventsOf(handle)).find((event) => event.workflowTaskFailedEventAttributes);
      const { cause, failure } = failed?.workflowTaskFailedEventAttributes ?? {};
      if (failure) return { cause, message: failure.message, info: failure.applicationFailureInfo };
      await sleep(50);
    }
  };

  const untilTimers = (handle: Handle, count: number) =>
    until(async () => (await eventsOf(handle)).filter((event) => event.timerStartedEventAttributes).length === count);

  test('ends a task with an endless loop, with the same message', async () => {
    const { ours, raw } = await runOnBoth('spins', failedTask);
    expect(ours).toEqual(raw);
    expect(ours.message).toBe('Script execution timed out after 3000ms');
  });

  // Not run on the SDK's worker, because Node 20 ends it for these.
  test.each(['spinsLater', 'spinsInPromises'] as const)(
    'lives on when the task has awaited before: %s',
    async (name) => {
      const [failed, first] = await Promise.all([
        runOn(harness.taskQueue, name, failedTask),
        runOn(harness.taskQueue, 'spins', failedTask),
      ]);
      expect(failed).toEqual(first);
      expect(await runOn(harness.taskQueue, 'sleeps', (handle) => handle.result())).toBe('awake');
    },
  );

  test('ends a query with an endless loop, and answers the next', async () => {
    const { ours, raw } = await runOnBoth('spinsInQuery', async (handle) => {
      // A query that arrives before the first task is a part of it, and ends it too.
      await afterTasks(handle);
      const error = await handle.query('spin').catch(({ name, message }: Error) => ({ name, message }));
      expect(await handle.query('answer')).toBe(42);
      await handle.signal('go');
      expect(await handle.result()).toBe('gone');
      return error;
    });
    expect(ours).toEqual(raw);
    expect(ours).toMatchObject({ message: expect.stringContaining('Script execution timed out') });
  });

  test.each(['__stack_trace', '__enhanced_stack_trace'])(
    'reports the same stack for a waiting workflow: %s',
    async (query) => {
      const { ours, raw } = await runOnBoth('waits', async (handle) => {
        await untilTimers(handle, fixture.TIMERS);
        await handle.signal('more');
        await untilTimers(handle, fixture.TIMERS + 1);
        return [await handle.query(query), await handle.query(query)];
      });
      expect(ours).toEqual(raw);
      expect(ours[1]).toEqual(ours[0]);
      for (const word of ['inner', 'Desk.wait', 'stacks-and-limits.ts']) expect(JSON.stringify(ours)).toContain(word);
    },
  );
});

describe('a worker in the process of a user', () => {
  /** The globals and methods that this package could replace. */
  const patchable = () => [workerThreads.Worker, ...methodsOfSdk()];

  test('runs in threads of the SDK, and does not change Node or the SDK', async () => {
    const before = patchable();
    const seen: unknown[] = [];
    const watch = setInterval(() => seen.push(workerThreads.Worker), 1);
    const harness = await startHarness({ sleeps: fixture.sleeps });
    clearInterval(watch);
    expect(new Set(seen)).toEqual(new Set([workerThreads.Worker]));
    expect(patchable()).toEqual(before);
    expect(filesOfThreads()).toEqual(['workflow-worker-thread.js']);
    await harness.stop();
  });

  test('runs in our threads when the worker has the option', async () => {
    const before = patchable();
    const harness = await startHarness({ sleeps: fixture.sleeps }, { fastWorkflowThreads: true });
    expect(filesOfThreads()).toEqual(['thread.js']);
    expect(patchable()).toEqual(before);
    await harness.stop();
  });
});

function methodsOfSdk(): readonly unknown[] {
  const { ReusableVMWorkflowCreator } = require('@temporalio/worker/lib/workflow/reusable-vm') as typeof reusableVm;
  const { GlobalHandlers } = require('@temporalio/worker/lib/workflow/vm-shared') as typeof vmShared;
  return [ReusableVMWorkflowCreator.prototype.createWorkflow, Reflect.get(GlobalHandlers.prototype, 'setPromiseHook')];
}

function filesOfThreads(): readonly string[] {
  return [...threads].map((thread) => basename(files.get(thread) as string));
}
