/**
 * The time of one environment on a server that skips time for each workflow separately.
 * I1: time is skipped only while a test waits for a result (`during`), and never while it sends something (`hold`): what a test
 *     sends together arrives before any timer fires.
 * I2: `env.sleep` moves every open workflow to the same time; a workflow that starts later starts at that time.
 * I3: the environment's time is that of the workflow that is furthest ahead.
 * I4: changes happen one at a time.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { enqueue } from '@tfn/core/internal';
import type { SerialQueue } from '@tfn/core/internal';
import type { Clock } from './clock.ts';
import { createFastForward } from './fast-forward.ts';
import type { FastForward } from './fast-forward.ts';
import { startAhead } from './skipping-api.ts';
import type { SkippingApi, StartFields } from './skipping-api.ts';

/** The clock, and what the environment reports to it. */
export interface WorkflowClock extends Clock {
  /** A workflow started that the test did not start itself: a child, or a further run. */
  begun(workflowId: string): void;
  /** The fields that a start needs so that the new workflow starts at the environment's time. */
  startFields(): Promise<StartFields>;
}

/** `open` holds the ids of the environment's workflows that may still be running. */
export function createWorkflowClock(api: SkippingApi, open: ReadonlySet<string>): WorkflowClock {
  const changes: SerialQueue = { last: Promise.resolve() };
  /** Workflows whose time may have been skipped since their clocks were last read. */
  const skipped = new Set<string>();
  let waits = 0;
  let holds = 0;
  let isSkipping = false;
  let hasSkipped = false;
  /** Milliseconds by which the environment's time is ahead of real time. */
  let ahead = 0;
  let forwarding: FastForward | undefined;

  const set = async (workflowId: string): Promise<void> => {
    if (isSkipping) skipped.add(workflowId);
    await api.setSkipping(workflowId, isSkipping);
  };

  const adjust = (): Promise<void> =>
    enqueue(changes, async () => {
      await nextTurn();
      const wanted = waits > 0 && holds === 0;
      if (wanted === isSkipping) return;
      isSkipping = wanted;
      hasSkipped ||= wanted;
      await Promise.all([...open].map(set));
    });

  const readClocks = async (): Promise<void> => {
    const read = async (workflowId: string): Promise<void> => {
      const time = await api.describe(workflowId);
      ahead = Math.max(ahead, time?.ahead ?? 0);
      if (!isSkipping || !time?.isRunning) skipped.delete(workflowId);
    };
    await Promise.all([...skipped].map(read));
  };

  const hold: Clock['hold'] = async (work) => {
    holds += 1;
    try {
      if (waits > 0) await adjust();
      return await work();
    } finally {
      holds -= 1;
      if (waits > 0) adjust().catch(() => undefined);
    }
  };

  const now = async (): Promise<number> => {
    await readClocks();
    return Date.now() + ahead;
  };

  return {
    hold,
    async during(work) {
      waits += 1;
      // When the server does not answer, the wait itself fails.
      adjust().catch(() => undefined);
      try {
        return await work();
      } finally {
        waits -= 1;
        await adjust();
      }
    },
    sleep: (milliseconds) =>
      hold(() =>
        enqueue(changes, async () => {
          const goal = (await now()) + milliseconds;
          forwarding = createFastForward(api, goal);
          try {
            for (const workflowId of open) forwarding.join(workflowId);
            await forwarding.arrived();
          } finally {
            forwarding = undefined;
          }
          ahead = Math.max(ahead, goal - Date.now());
        }),
      ),
    now: async () => new Date(await now()),
    begun(workflowId) {
      if (forwarding !== undefined) forwarding.join(workflowId);
      // A child starts with its parent's setting, which may have changed since.
      else if (hasSkipped) enqueue(changes, () => set(workflowId)).catch(() => undefined);
    },
    async startFields() {
      await readClocks();
      return ahead >= 1 ? startAhead(ahead) : {};
    },
  };
}
