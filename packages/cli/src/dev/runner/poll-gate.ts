/**
 * Ends the polls of a version before its workers shut down. The SDK (1.24) stops reading the answers to its polls for workflow tasks as soon as
 * a shutdown begins and no execution has work: it loses the task in such an answer, which Temporal repeats only after the task's timeout.
 * I1: with a closed gate no worker begins a poll for workflow tasks, so none polls once Temporal has answered those in flight.
 * I2: Temporal knows a worker by a key that the SDK does not tell. Temporal's list of workers has it after the first heartbeat.
 */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomSlotSupplier, NativeConnection, WorkerTuner, WorkflowSlotInfo } from '@temporalio/worker';

export interface PollGate {
  /** Options of all workers of the process. */
  readonly options: { readonly identity: string; readonly tuner: WorkerTuner };
  /** To be called when the workers of these task queues run. Resolves when Temporal knows them, or has not learned of them in time. */
  open(taskQueues: readonly string[]): Promise<void>;
  /** Resolves when no worker has a poll for workflow tasks in flight, or when Temporal has not learned of the workers or does not answer in time. */
  close(): Promise<void>;
}

/** Milliseconds between the heartbeats of a worker: the least that Temporal allows. */
export const HEARTBEAT_INTERVAL = 1000;

export function createPollGate({ workflowService }: NativeConnection, namespace: string): PollGate {
  const slots = new ClosableSlots();
  const identity = `${process.pid}@${hostname()}`;
  let known: Promise<readonly KnownWorker[]> | undefined;

  const find = async (taskQueues: readonly string[]): Promise<readonly KnownWorker[]> => {
    const until = performance.now() + FIND_TIMEOUT;
    while (performance.now() < until) {
      const { workers } = await workflowService.listWorkers({ namespace, query: `WorkerIdentity="${identity}"` });
      const own = workers
        .map(({ workerInstanceKey, taskQueue }) => ({
          workerInstanceKey: workerInstanceKey ?? '',
          taskQueue: taskQueue ?? '',
        }))
        .filter(({ taskQueue }) => taskQueues.includes(taskQueue));
      if (own.length >= taskQueues.length) return own;
      await sleep(FIND_INTERVAL);
    }
    return [];
  };

  const endPolls = async ({ workerInstanceKey, taskQueue }: KnownWorker): Promise<void> => {
    const reason = 'tfn dev runs a newer version';
    const taskQueueTypes = [WORKFLOW_TASKS];
    await workflowService.shutdownWorker({ namespace, identity, workerInstanceKey, taskQueue, taskQueueTypes, reason });
  };

  const fixed = { type: 'fixed-size', numSlots: 100 } as const;
  return {
    options: {
      identity,
      tuner: {
        workflowTaskSlotSupplier: slots,
        activityTaskSlotSupplier: fixed,
        localActivityTaskSlotSupplier: fixed,
        nexusTaskSlotSupplier: fixed,
      },
    },
    async open(taskQueues) {
      known = find(taskQueues).catch(() => []);
      await known;
    },
    async close() {
      const workers = (await Promise.race([known, after(FIND_TIMEOUT)])) ?? [];
      if (workers.length === 0) return;
      slots.close();
      // Temporal may be gone: then there is no poll to end.
      const polled = Promise.all(workers.map(endPolls)).then(
        () => slots.polled,
        () => undefined,
      );
      await Promise.race([polled, after(ANSWER_TIMEOUT)]);
    },
  };
}

// --- internal ---

function after(milliseconds: number): Promise<undefined> {
  return sleep(milliseconds, undefined, { ref: false });
}

interface KnownWorker {
  readonly workerInstanceKey: string;
  readonly taskQueue: string;
}

/** Temporal's number for this type of task queue. */
const WORKFLOW_TASKS = 1;
/** Milliseconds for the first heartbeats, and between looks at the list. */
const FIND_TIMEOUT = 2000;
const FIND_INTERVAL = 50;
/** Milliseconds for Temporal to end the polls in flight, and to answer them. */
const ANSWER_TIMEOUT = 3000;
/** Workflow tasks that the workers have at once: Temporal's default for a worker without a cache. */
const MOST_TASKS = 40;

type Slot = object;

/** A poll takes a slot, which its task then uses. */
class ClosableSlots implements CustomSlotSupplier<WorkflowSlotInfo> {
  readonly type = 'custom';
  /** Resolves when these are closed and no poll has one. */
  readonly polled: Promise<void>;
  #end = (): void => undefined;
  #isClosed = false;
  readonly #polling = new Set<Slot>();
  #free = MOST_TASKS;
  readonly #waiting: { signal: AbortSignal; give(slot: Slot): void }[] = [];

  constructor() {
    this.polled = new Promise((resolve) => (this.#end = resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#check();
  }

  reserveSlot(_: unknown, signal: AbortSignal): Promise<Slot> {
    return new Promise((give) => {
      this.#waiting.push({ signal, give });
      this.#hand();
    });
  }

  /** For tasks that come without a poll, which `tfn dev` does not ask for. */
  tryReserveSlot(): null {
    return null;
  }

  markSlotUsed({ permit }: { permit: Slot }): void {
    this.#polling.delete(permit);
    this.#check();
  }

  releaseSlot({ permit }: { permit: Slot }): void {
    this.#polling.delete(permit);
    this.#free += 1;
    this.#hand();
    this.#check();
  }

  #hand(): void {
    while (this.#free > 0 && !this.#isClosed) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.signal.aborted) continue;
      const slot: Slot = {};
      this.#polling.add(slot);
      this.#free -= 1;
      next.give(slot);
    }
  }

  #check(): void {
    if (this.#isClosed && this.#polling.size === 0) this.#end();
  }
}
