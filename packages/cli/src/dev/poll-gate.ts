/**
 * Lets a process stop asking for tasks before its workers stop. A worker that stops drops the task that comes just then, which
 * Temporal misses only when it has timed out, after 10 s; this way none comes.
 * I1: a worker polls only with a slot that was given here; closed, the gate gives none, and polls that are open end by themselves.
 * I2: it is quiet when no slot is out that no task uses.
 */
import type { SlotPermit, WorkerOptions } from '@temporalio/worker';

type Tuner = Extract<NonNullable<WorkerOptions['tuner']>, { workflowTaskSlotSupplier: unknown }>;
type Supplier = Extract<Tuner['workflowTaskSlotSupplier'], { type: 'custom' }> &
  Extract<Tuner['activityTaskSlotSupplier'], { type: 'custom' }>;

/** For the workers of one process. */
export interface PollGate {
  readonly tuner: Tuner;
  /** From now on no poll begins. */
  close(): void;
  open(): void;
  /** Resolves when no poll is open, or after this many milliseconds. */
  quiet(milliseconds: number): Promise<void>;
}

/** Makes an open gate. */
export function createPollGate(): PollGate {
  let closed = false;
  let idle = 0;
  const waiting = new Set<() => void>();
  const give = (): Permit => {
    idle += 1;
    return { used: false };
  };
  const supplier = (): Supplier => ({
    type: 'custom',
    reserveSlot: (_context, aborted) =>
      closed
        ? new Promise((resolve, reject) => {
            const admit = (): void => resolve(give());
            waiting.add(admit);
            aborted.addEventListener('abort', () => {
              waiting.delete(admit);
              reject(aborted.reason as Error);
            });
          })
        : Promise.resolve(give()),
    tryReserveSlot: () => (closed ? null : give()),
    markSlotUsed({ permit }) {
      (permit as Permit).used = true;
      idle -= 1;
    },
    releaseSlot({ permit }) {
      if (!(permit as Permit).used) idle -= 1;
    },
  });
  return {
    tuner: {
      workflowTaskSlotSupplier: supplier(),
      activityTaskSlotSupplier: supplier(),
      localActivityTaskSlotSupplier: { type: 'fixed-size', numSlots: 100 },
      nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
    },
    close() {
      closed = true;
    },
    open() {
      closed = false;
      for (const admit of waiting) admit();
      waiting.clear();
    },
    async quiet(milliseconds) {
      const deadline = Date.now() + milliseconds;
      while (idle > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 2));
    },
  };
}

// --- internal ---

interface Permit extends SlotPermit {
  used: boolean;
}
