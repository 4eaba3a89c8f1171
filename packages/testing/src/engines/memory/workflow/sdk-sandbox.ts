/**
 * All that the memory engine takes of the SDK's sandbox library beyond its documented interface. The library is plain JavaScript:
 * what a worker runs inside a V8 context of its own is run here as it is.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import type { Activator as SandboxActivator } from '@temporalio/workflow/lib/internals';
import { requireFromWorker } from '../../require-from-worker.ts';
import type { Command, Failure, Job } from '../protocol.ts';

type Internals = typeof import('@temporalio/workflow/lib/internals');
type Scopes = typeof import('@temporalio/workflow/lib/cancellation-scope');
type UpdateScopes = typeof import('@temporalio/workflow/lib/update-scope');
type WorkerInterface = typeof import('@temporalio/workflow/lib/worker-interface');

const { Activator } = requireFromWorker<Internals>('@temporalio/workflow/lib/internals');
const cancellationScope = requireFromWorker<Scopes>('@temporalio/workflow/lib/cancellation-scope');
const updateScope = requireFromWorker<UpdateScopes>('@temporalio/workflow/lib/update-scope');
const { activate, concludeActivation, initialize, tryUnblockConditions } = requireFromWorker<WorkerInterface>(
  '@temporalio/workflow/lib/worker-interface',
);

/** What the library knows of one run. */
export type SandboxRun = SandboxActivator;

/** What a run starts with. */
export interface SandboxRunInput {
  readonly info: object;
  readonly now: number;
  readonly registeredFunctions: ReadonlySet<string>;
  readonly workflow: (...args: unknown[]) => Promise<unknown>;
}

/** Makes a run; nothing of the user's code runs yet. */
export function createSandboxRun({ info, now, registeredFunctions, workflow }: SandboxRunInput): SandboxRun {
  provideAsyncStorage();
  const runId = (info as { runId: string }).runId;
  const run = new Activator({
    info: info as never,
    now,
    showStackTraceSources: false,
    sourceMap: undefined as never,
    getTimeOfDay: () => 0n,
    randomnessSeed: [...Buffer.from(runId)],
    registeredActivityNames: registeredFunctions as Set<string>,
    stackTracesEnabled: false,
  });
  run.workflow = workflow as never;
  return run;
}

/** Makes the run that the library's functions mean from now on; undefined: none. */
export function setCurrentRun(run: SandboxRun | undefined): void {
  const holder = globalThis as { __TEMPORAL_ACTIVATOR__?: SandboxRun };
  // Its absence is how core knows that no workflow runs.
  if (run === undefined) delete holder.__TEMPORAL_ACTIVATOR__;
  else holder.__TEMPORAL_ACTIVATOR__ = run;
}

/** The steps of one activation, each to be called with the run as the current one. */
export const sandboxSteps = {
  begin(run: SandboxRun, jobs: readonly Job[]): void {
    const start = jobs.find((job) => job.initializeWorkflow !== undefined);
    if (start !== undefined) initialize(start.initializeWorkflow as never);
    for (const { notifyHasPatch } of jobs)
      if (notifyHasPatch !== undefined) run.notifyHasPatch(notifyHasPatch as never);
    const rest = jobs.filter((job) => job.notifyHasPatch === undefined);
    activate({ jobs: rest.map((job) => ({ ...job, variant: Object.keys(job)[0] })) } as never);
  },
  /** Tells how many waits came to an end; when none did, the activation is over. */
  unblock: (): number => tryUnblockConditions(),
  conclude: (): Command[] => (concludeActivation().successful?.commands ?? []) as unknown as Command[],
};

/** What the run wants to log since it was last asked. */
export function takeLogs(run: SandboxRun): { level: string; message: string; fields: Record<string, unknown> }[] {
  return run.getAndResetSinkCalls().flatMap((call) => {
    const { ifaceName, fnName, args } = call as unknown as { ifaceName: string; fnName: string; args: unknown[] };
    if (ifaceName !== '__temporal_logger') return [];
    return [{ level: fnName, message: String(args[0]), fields: (args[1] ?? {}) as Record<string, unknown> }];
  });
}

export function toPayloads(values: readonly unknown[]): Payload[] {
  return values.map((value) => defaultPayloadConverter.toPayload(value));
}

export function fromPayloads(payloads: readonly Payload[] | null | undefined): unknown[] {
  return (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload));
}

export function toFailure(error: unknown): Failure {
  return defaultFailureConverter.errorToFailure(error, defaultPayloadConverter) as Failure;
}

export function fromFailure(failure: Failure): Error {
  return defaultFailureConverter.failureToError(failure as never, defaultPayloadConverter);
}

// --- internal ---

/**
 * Outside its sandbox the library finds no AsyncLocalStorage and makes do with an empty class, of which its modules hold instances.
 * That class gets the methods here.
 */
function provideAsyncStorage(): void {
  for (const { AsyncLocalStorage: Stub } of [cancellationScope, updateScope]) {
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
