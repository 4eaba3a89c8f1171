/**
 * The state of the running workflow, as the SDK's library keeps it, without a documented interface. Only this module knows its fields; the
 * comment of each field or function says what needs it.
 */
import type { CarriedSignal } from '@tfn/core/internal';
import { CancelledFailure } from '@temporalio/workflow';
import type { FailureConverter, Payload } from '@temporalio/common';
import type {
  PayloadConverter,
  WorkflowInboundCallsInterceptor,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';

/** The fields that we read or replace. */
export interface Activator {
  /** Converts all that the workflow sends and gets. */
  payloadConverter: PayloadConverter;
  /** Converts the errors that it sends and gets. */
  failureConverter: FailureConverter;
  readonly completions: Completions;
  /** What the SDK's promise hooks record of its promises; see `promise-watch.ts`. */
  promiseStackStore: PromiseStore;
  /** Its open `condition`s, by number; see `quiet-conditions.ts`. */
  blockedConditions: Map<number, BlockedCondition>;
  readonly interceptors: {
    readonly inbound: WorkflowInboundCallsInterceptor[];
    readonly internals: WorkflowInternalsInterceptor[];
  };
  readonly rootScope: { readonly cancelRequested: Promise<unknown> };
  /** The numbers of the next ones. */
  readonly nextSeqs: Readonly<Record<'timer' | 'activity' | 'childWorkflow', number>>;
  readonly updateHandlers: ReadonlyMap<string, { validator?: (() => void) | undefined }>;
  /** Of names that nothing in the run receives. */
  readonly bufferedSignals: { readonly signalName: string; readonly input?: readonly Payload[] | null }[];
  pushCommand(command: object): void;
}

export interface PromiseStore {
  /** Where each pending promise was made. */
  readonly promiseToStack: Map<Promise<unknown>, PromiseStack>;
  /** The promises that each pending promise waits for. */
  readonly childToParent: Map<Promise<unknown>, Set<Promise<unknown>>>;
}

export interface PromiseStack {
  readonly formatted: string;
  /** Set by our own hooks, for which `formatted` is expensive. */
  readonly isThen?: boolean;
  /** Likewise. */
  readonly isCombination?: boolean;
}

export interface BlockedCondition {
  fn(): boolean;
  resolve(): void;
}

/** What the workflow waits for, by its numbers: one entry for each function, child or signal until it has settled. */
export interface Completions {
  readonly timer: Map<number, { reject(error: Error): void }>;
  readonly activity: Pending;
  readonly childWorkflowStart: Pending;
  readonly childWorkflowComplete: Pending;
  readonly signalWorkflow: Pending;
  readonly cancelWorkflow: Pending;
}

type Pending = ReadonlyMap<number, { readonly context?: { readonly isLocal?: boolean; readonly workflowId?: string } }>;

/** The running workflow. */
export function activator(): Activator {
  return (globalThis as unknown as { __TEMPORAL_ACTIVATOR__: Activator }).__TEMPORAL_ACTIVATOR__;
}

/** Adds an interceptor of activations to the running workflow, where only what needs one pays for it. */
export function interceptActivations(interceptor: WorkflowInternalsInterceptor): void {
  activator().interceptors.internals.push(interceptor);
}

/** Adds an interceptor of updates to the running workflow, inside of all others. */
export function interceptUpdates(
  interceptor: Pick<WorkflowInboundCallsInterceptor, 'handleUpdate' | 'validateUpdate'>,
): void {
  activator().interceptors.inbound.push(interceptor);
}

/** Lets every update pass through the interceptors of validation, which the SDK skips for a handler without a validator. */
export function validateAllUpdates(): void {
  for (const handler of activator().updateHandlers.values()) handler.validator ??= () => {};
}

/** How many waits for a condition there are. */
export function countConditions(): number {
  return activator().blockedConditions.size;
}

/** Whether nothing is on its way to the workflow that it asked for: no function, timer, child or answer. */
export function hasNothingPending(): boolean {
  return Object.values(activator().completions).every(({ size }) => size === 0);
}

/** Takes out the signals that the SDK keeps because nothing in the run receives their names: they go to the next run. */
export function takeBufferedSignals(): readonly CarriedSignal<Payload>[] {
  return activator()
    .bufferedSignals.splice(0)
    .map(({ signalName, input }) => ({ name: signalName, values: input ?? [] }));
}

/** Lets the run receive signals, before those that the SDK keeps. */
export function bufferFirst(signals: readonly CarriedSignal<Payload>[]): void {
  activator().bufferedSignals.unshift(...signals.map(({ name, values }) => ({ signalName: name, input: values })));
}

/** What the running workflow can cancel by its number. */
export type Cancellable = 'timer' | 'activity' | 'localActivity' | 'childWorkflow';

/** The number that the next one of a kind gets: to be asked for just before it is started. */
export function nextSeq(kind: Cancellable): number {
  return activator().nextSeqs[kind === 'localActivity' ? 'activity' : kind];
}

/** Cancels by number, as the SDK does when a scope is cancelled; leaves alone what has completed. */
export function cancelBySeq(kind: Cancellable, seq: number): void {
  const run = activator();
  const { timer, activity, childWorkflowComplete } = run.completions;
  if (kind === 'timer') {
    const completion = timer.get(seq);
    if (completion === undefined) return;
    timer.delete(seq);
    run.pushCommand({ cancelTimer: { seq } });
    completion.reject(new CancelledFailure('Timer cancelled'));
  } else if (kind === 'childWorkflow') {
    if (childWorkflowComplete.has(seq)) run.pushCommand({ cancelChildWorkflowExecution: { childWorkflowSeq: seq } });
  } else if (activity.has(seq))
    run.pushCommand(kind === 'activity' ? { requestCancelActivity: { seq } } : { requestCancelLocalActivity: { seq } });
}

/** The promises that a pending promise waits for. */
export function parentsOf(promise: Promise<unknown>): Iterable<Promise<unknown>> {
  return activator().promiseStackStore.childToParent.get(promise) ?? [];
}
