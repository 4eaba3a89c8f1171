import type { WorkflowActivator } from '@tfn/worker/internal';

/** Whether a run has nothing that could continue it: no command to send, no condition, and nothing that Temporal would answer. */
export function waitsForNothing(run: WorkflowActivator): boolean {
  const { commands, completed, blockedConditions, completions } = run as unknown as RunState;
  const isWaiting = blockedConditions.size > 0 || Object.values(completions).some(({ size }) => size > 0);
  return !completed && commands.length === 0 && !isWaiting;
}

// --- internal ---

interface RunState {
  readonly commands: readonly unknown[];
  readonly completed: boolean;
  readonly blockedConditions: ReadonlyMap<number, unknown>;
  readonly completions: Readonly<Record<string, ReadonlyMap<number, unknown>>>;
}
