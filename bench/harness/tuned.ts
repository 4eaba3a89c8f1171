import type { WorkerOptions } from '@temporalio/worker';

/** A worker's options, as one tunes them for many short workflows. */
const TUNED: Partial<WorkerOptions> = {
  maxCachedWorkflows: 2000,
  maxConcurrentWorkflowTaskExecutions: 200,
  maxConcurrentActivityTaskExecutions: 200,
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 40 },
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 40 },
};

/** What a worker of the bench gets beside its task queue: nothing, so that its defaults are measured, or the tuned options. */
export function workerOptions(): Partial<WorkerOptions> {
  const given = process.env['BENCH_WORKER_OPTIONS'];
  return given === undefined ? {} : given === 'tuned' ? TUNED : (JSON.parse(given) as Partial<WorkerOptions>);
}
