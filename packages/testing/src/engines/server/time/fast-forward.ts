import { setTimeout as wait } from 'node:timers/promises';
import type { SkippingApi } from './skipping-api.ts';

/** Moves the clocks of an environment's workflows to one time. */
export interface FastForward {
  /** Adds a workflow that started meanwhile. */
  join(workflowId: string): void;
  /** Resolves when each workflow has ended, has arrived, or waits for a child that has arrived: a waiting parent's clock stands still. */
  arrived(): Promise<void>;
}

export function createFastForward(api: SkippingApi, goal: number): FastForward {
  const moving = new Map<string, Promise<void>>();
  const settled = new Set<string>();
  let failure: { readonly error: unknown } | undefined;

  const move = async (workflowId: string): Promise<void> => {
    try {
      const time = await api.describe(workflowId);
      const left = goal - Date.now() - (time?.ahead ?? 0);
      if (!time?.isRunning || left < 1) return;
      if (left < SHORTEST) await wait(left);
      else await api.fastForward(workflowId, left);
    } catch (error) {
      failure ??= { error };
    } finally {
      moving.delete(workflowId);
      settled.add(workflowId);
    }
  };

  const waitsForSettledChildren = async (workflowId: string): Promise<boolean> => {
    const children = (await api.describe(workflowId))?.waitsForChildren ?? [];
    return children.length > 0 && children.every((id) => settled.has(id));
  };

  return {
    join(workflowId) {
      settled.delete(workflowId);
      if (!moving.has(workflowId)) moving.set(workflowId, move(workflowId));
    },
    async arrived() {
      for (;;) {
        if (failure !== undefined) throw failure.error;
        if (moving.size === 0) return;
        const waiting = await Promise.all([...moving.keys()].map(waitsForSettledChildren));
        if (waiting.length === moving.size && waiting.every(Boolean)) return;
        await Promise.race([...moving.values(), wait(LOOK_AGAIN)]);
      }
    },
  };
}

// --- internal ---

/**
 * Milliseconds that Temporal skips; less passes by itself. When real time passes the goal while a task is in flight, server 1.32 may skip
 * to the next timer, however far away it is, and not to the goal: it ignores a goal in the past until it has noticed that it is one.
 */
const SHORTEST = 1000;

/** Milliseconds between polls: the server sends no event when a workflow waits only for its children. */
const LOOK_AGAIN = 50;
