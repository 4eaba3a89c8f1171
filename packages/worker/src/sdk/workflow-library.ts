/**
 * The SDK's library for workflow code, beyond its documented interface. A worker runs it inside a V8 context of its own; it is plain
 * JavaScript, so the memory engine of `@tfn/testing` runs it outside of one.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Activator } from '@temporalio/workflow/lib/internals';

type Internals = typeof import('@temporalio/workflow/lib/internals');
type Scopes = typeof import('@temporalio/workflow/lib/cancellation-scope');
type UpdateScopes = typeof import('@temporalio/workflow/lib/update-scope');
type WorkerInterface = typeof import('@temporalio/workflow/lib/worker-interface');

/** The state of one run of a workflow, as the library keeps it. */
export type WorkflowActivator = Activator;

/** What of the library the memory engine calls. */
export type WorkflowLibrary = Pick<Internals, 'Activator'> &
  Pick<WorkerInterface, 'activate' | 'concludeActivation' | 'initialize' | 'tryUnblockConditions'>;

/** The modules of the library that a bundle must contain: what the worker calls in it, and what makes the sandbox's globals deterministic. */
export const WORKER_INTERFACE: string = require.resolve('@temporalio/workflow/lib/worker-interface.js');
export const GLOBAL_OVERRIDES: string = require.resolve('@temporalio/workflow/lib/global-overrides.js');

/** Loads the library, ready to run outside of the sandbox. */
export function loadWorkflowLibrary(): WorkflowLibrary {
  const { Activator } = require('@temporalio/workflow/lib/internals') as Internals;
  const { activate, concludeActivation, initialize, tryUnblockConditions } =
    require('@temporalio/workflow/lib/worker-interface') as WorkerInterface;
  provideAsyncStorage();
  return { Activator, activate, concludeActivation, initialize, tryUnblockConditions };
}

/** Makes the run that the library's functions refer to from now on; undefined: none. */
export function setCurrentActivator(activator: WorkflowActivator | undefined): void {
  const holder = globalThis as { __TEMPORAL_ACTIVATOR__?: WorkflowActivator };
  // Core takes its absence to mean that no workflow runs.
  if (activator === undefined) delete holder.__TEMPORAL_ACTIVATOR__;
  else holder.__TEMPORAL_ACTIVATOR__ = activator;
}

/** Whether a run has nothing that could continue it: no command to send, no condition, and nothing that Temporal would answer. */
export function waitsForNothing(run: WorkflowActivator): boolean {
  const { completed, blockedConditions, completions } = run;
  const { commands } = run as unknown as { readonly commands: readonly unknown[] };
  const isWaiting = blockedConditions.size > 0 || Object.values(completions).some(({ size }) => size > 0);
  return !completed && commands.length === 0 && !isWaiting;
}

// --- internal ---

/**
 * Outside of its sandbox the library finds no AsyncLocalStorage and falls back to an empty class, of which its modules hold instances.
 * That class gets the methods here.
 */
function provideAsyncStorage(): void {
  const scopes = require('@temporalio/workflow/lib/cancellation-scope') as Scopes;
  const updateScopes = require('@temporalio/workflow/lib/update-scope') as UpdateScopes;
  for (const { AsyncLocalStorage: Stub } of [scopes, updateScopes]) {
    const prototype = Stub.prototype as unknown as Record<string, unknown>;
    if ('run' in prototype) continue;
    const stores = new WeakMap<object, AsyncLocalStorage<unknown>>();
    const storeOf = (stub: object): AsyncLocalStorage<unknown> => {
      const store = stores.get(stub) ?? new AsyncLocalStorage();
      stores.set(stub, store);
      return store;
    };
    Object.assign(prototype, {
      run(this: object, value: unknown, body: () => unknown) {
        return storeOf(this).run(value, body);
      },
      getStore(this: object) {
        return storeOf(this).getStore();
      },
      disable(this: object) {
        storeOf(this).disable();
      },
    });
  }
}
