import { Context } from '@temporalio/activity';
import type { Metrics } from '@tfn/core/telemetry';
import type { Activity } from '../activities/activity.ts';

/** Called for every attempt of a function. */
export type FunctionObserver = (name: string, outcome: 'completed' | 'failed' | 'cancelled', seconds: number) => void;

/** Measures how long functions run. Each attempt counts separately; time in the queue does not count. */
export function observeFunctions(metrics: Metrics, taskQueue: string): FunctionObserver {
  const duration = metrics.histogram({
    name: 'tfn_function_duration_seconds',
    help: 'How long attempts of functions ran.',
    labels: ['function', 'task_queue', 'outcome'],
  });
  return (name, outcome, seconds) => duration.observe({ function: name, task_queue: taskQueue, outcome }, seconds);
}

/** The same activity, observed. */
export function observed(name: string, activity: Activity, observe: FunctionObserver): Activity {
  return async (...args) => {
    const { cancellationSignal } = Context.current();
    const start = performance.now();
    const report = (outcome: Parameters<FunctionObserver>[1]): void =>
      observe(name, outcome, (performance.now() - start) / 1000);
    try {
      const result = await activity(...args);
      report('completed');
      return result;
    } catch (error) {
      report(cancellationSignal.aborted ? 'cancelled' : 'failed');
      throw error;
    }
  };
}
