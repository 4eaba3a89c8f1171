import type { NativeConnection } from '@temporalio/worker';
import type { Metrics } from '@tfn/core/telemetry';

/** Which queue, and where. */
export interface QueueSubject {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
}

/**
 * Measures the backlog of a task queue, as Temporal reports it: every worker of the queue reports the same, so take the maximum, not the sum.
 * Temporal is asked when metrics are read, at most every 5 s. Returns a function that stops it.
 */
export function observeBacklog(metrics: Metrics, { connection, namespace, taskQueue }: QueueSubject): () => void {
  const labels = ['namespace', 'task_queue', 'task_type'] as const;
  const depth = metrics.gauge({
    name: 'temporal_task_queue_depth',
    help: 'Approximate number of tasks that wait in the task queue, as Temporal reports it.',
    labels,
  });
  const age = metrics.gauge({
    name: 'temporal_task_queue_age_seconds',
    help: 'Approximate time that the oldest of them has waited.',
    labels,
  });
  const update = async (): Promise<void> => {
    await Promise.all(
      QUEUE_TYPES.map(async ([task_type, taskQueueType]) => {
        const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType, reportStats: true };
        const { stats } = await connection.withDeadline(Date.now() + ANSWER_TIME, () =>
          connection.workflowService.describeTaskQueue(request),
        );
        const values = { namespace, task_queue: taskQueue, task_type };
        depth.set(values, Number(stats?.approximateBacklogCount ?? 0));
        const { seconds, nanos } = stats?.approximateBacklogAge ?? {};
        age.set(values, Number(seconds ?? 0) + (nanos ?? 0) / 1e9);
      }),
    );
  };
  return metrics.beforeRead(update, { holds: '5s' });
}

// --- internal ---

/** Temporal's TaskQueueType. */
const QUEUE_TYPES = [
  ['workflow', 1],
  ['activity', 2],
] as const;

/** Milliseconds. */
const ANSWER_TIME = 5000;
