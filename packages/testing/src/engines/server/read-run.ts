import type { TfnClient } from '@tfn/client';
import type { HistoryEvent } from '../../history/history-event.ts';
import type { Execution } from '../engine.ts';

/** The events of an execution's run, and its id if it is not the latest of the execution. */
export interface ReadRun {
  readonly runId: string | undefined;
  readonly events: HistoryEvent[];
}

/** Reads the history of a run, or of the last of those that follow it. */
export async function readRun(client: TfnClient, { workflowId, runId, follows }: Execution): Promise<ReadRun> {
  let current = runId;
  for (;;) {
    const history = await client.temporal.workflow.getHandle(workflowId, current).fetchHistory();
    const events = (history.events ?? []) as unknown as HistoryEvent[];
    const next = follows ? nextRunOf(events) : undefined;
    if (next === undefined) return { runId: current, events };
    current = next;
  }
}

// --- internal ---

/** The run that the last event of a closed one names. */
function nextRunOf(events: readonly HistoryEvent[]): string | undefined {
  for (const [name, attributes] of Object.entries(events.at(-1) ?? {}))
    if (name.endsWith('EventAttributes') && attributes)
      return (attributes as { newExecutionRunId?: string }).newExecutionRunId || undefined;
  return undefined;
}
