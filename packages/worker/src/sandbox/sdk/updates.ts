import type { WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import { activator } from './activator.ts';

/** Adds an interceptor of updates to the running workflow, inside of all others. */
export function interceptUpdates(
  interceptor: Pick<WorkflowInboundCallsInterceptor, 'handleUpdate' | 'validateUpdate'>,
): void {
  state().interceptors.inbound.push(interceptor);
}

/** Lets every update pass through the interceptors of validation, which the SDK skips for a handler without a validator. */
export function validateAllUpdates(): void {
  for (const handler of state().updateHandlers.values()) handler.validator ??= () => {};
}

/** How many waits for a condition there are. */
export function countConditions(): number {
  return state().blockedConditions.size;
}

/** Whether nothing is on its way to the workflow that it asked for: no function, timer, child or answer. */
export function hasNothingPending(): boolean {
  return Object.values(state().completions).every(({ size }) => size === 0);
}

// --- internal ---

interface State {
  readonly interceptors: { readonly inbound: WorkflowInboundCallsInterceptor[] };
  readonly updateHandlers: ReadonlyMap<string, { validator?: (() => void) | undefined }>;
  readonly blockedConditions: ReadonlyMap<number, unknown>;
  readonly completions: Readonly<Record<string, ReadonlyMap<number, unknown>>>;
}

function state(): State {
  return activator() as unknown as State;
}
