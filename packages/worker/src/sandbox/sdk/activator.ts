/** All that we take of the SDK's sandbox beyond its documented interface. */

import type { FailureConverter } from '@temporalio/common';
import type { PayloadConverter, WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** The state of the running workflow. */
export interface Activator {
  /** Converts all that the workflow sends and gets. */
  payloadConverter: PayloadConverter;
  /** Converts the errors that it sends and gets. */
  failureConverter: FailureConverter;
  readonly completions: Completions;
  /** What the SDK's promise hooks tell of its promises; see `promise-watch.ts`. */
  promiseStackStore: PromiseStore;
  /** Its open `condition`s, by number; see `quiet-conditions.ts`. */
  blockedConditions: Map<number, BlockedCondition>;
  /** Called around each activation. */
  readonly interceptors: { readonly internals: WorkflowInternalsInterceptor[] };
  readonly rootScope: { readonly cancelRequested: Promise<unknown> };
  /** The numbers of the next ones; see `cancel-pending.ts`. */
  readonly nextSeqs: Readonly<Record<'timer' | 'activity' | 'childWorkflow', number>>;
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
  /** Set by our own hooks, to whom `formatted` is expensive. */
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
