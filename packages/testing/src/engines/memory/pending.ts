import { showValue } from '../../history/show.ts';
import { fromPayloads } from './sdk-sandbox.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** What a run waits for, a line for each thing but timers. */
export function describePending({ effects, end, taskError }: WorkflowRun): string[] {
  if (end !== undefined) return [];
  const functions = [...effects.functions.values()].map(({ call, command }) => {
    const why = call.lastFailure === undefined ? '' : `, last failure: ${call.lastFailure.message ?? ''}`;
    const input = fromPayloads(command.arguments).map(showValue).join(', ');
    return `function ${command.activityType} ${input}${input && ' '}(try ${call.attempt}${why})`;
  });
  const children = [...effects.children.values()].map(
    ({ workflowId, command }) => `child ${command.workflowType} '${workflowId}'`,
  );
  const task = taskError instanceof Error ? [taskError.message] : [];
  return [...functions, ...children, ...task];
}
