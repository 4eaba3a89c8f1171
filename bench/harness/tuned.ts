import type { WorkerOptions } from '@temporalio/worker';

/** Worker options that are tuned for many short workflows. */
const TUNED: Partial<WorkerOptions> = {
  maxCachedWorkflows: 2000,
  maxConcurrentWorkflowTaskExecutions: 200,
  maxConcurrentActivityTaskExecutions: 200,
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 40 },
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 40 },
};

/** The options of a bench worker besides its task queue: none, to measure the defaults, or the tuned ones. */
export function workerOptions(): Partial<WorkerOptions> {
  const given = process.env['BENCH_WORKER_OPTIONS'];
  return given === undefined ? {} : given === 'tuned' ? TUNED : (JSON.parse(given) as Partial<WorkerOptions>);
}
