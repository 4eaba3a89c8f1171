import type { Health } from '@tfn/core/telemetry';
import type { Worker } from './worker.ts';

/** Adds a worker's checks to a health: it polls, and Temporal answers. */
export function observeWorker(health: Health, worker: Pick<Worker, 'taskQueue' | 'temporal'>): void {
  health.add(`worker '${worker.taskQueue}'`, () => {
    const state = worker.temporal?.getState() ?? 'STARTING';
    return state === 'RUNNING' ? undefined : `it does not poll (${state})`;
  });
  health.add('temporal', async () => {
    const connection = worker.temporal?.connection;
    if (connection === undefined) return 'not connected';
    await connection.withDeadline(Date.now() + ANSWER_TIME, () => connection.workflowService.getSystemInfo({}));
    return undefined;
  });
}

// --- internal ---

/** Milliseconds. */
const ANSWER_TIME = 2500;
