import { showValue } from '../../history/show.ts';
import { fromPayloads } from './workflow/sdk-sandbox.ts';
import type { Wire } from './wire.ts';
import type { WorkflowRun } from './workflow/workflow-run.ts';

/** What a run waits for: a line for each thing except timers. */
export async function describePending({ effects, end, taskError }: WorkflowRun, wire: Wire): Promise<string[]> {
  if (end !== undefined) return [];
  const running = [...effects.functions.values()].map(async ({ call, command }) => {
    const why = call.lastFailure === undefined ? '' : `, last failure: ${call.lastFailure.message ?? ''}`;
    const input = fromPayloads(await wire.decode(command.arguments))
      .map(showValue)
      .join(', ');
    return `function ${command.activityType} ${input}${input && ' '}(attempt ${call.attempt}${why})`;
  });
  const functions = await Promise.all(running);
  const children = [...effects.children.values()].map(
    ({ workflowId, command }) => `child ${command.workflowType} '${workflowId}'`,
  );
  const task = taskError instanceof Error ? [taskError.message] : [];
  return [...functions, ...children, ...task];
}
