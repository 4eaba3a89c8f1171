/** Runs of workflows on the SDK's library for workflow code, outside of a worker's sandbox. */
import { defaultFailureConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import type { ValuesMode } from '@tfn/core';
import { toValuePayload } from '@tfn/core/internal';
import { functionValues, loadWorkflowLibrary } from '@tfn/worker/internal';
import { payloadConverter as workflowValues } from '@tfn/worker/sandbox';
import type { WorkflowActivator } from '@tfn/worker/internal';
import type { Command, Failure, Job } from '../protocol.ts';

const { Activator, activate, concludeActivation, initialize, tryUnblockConditions } = loadWorkflowLibrary();

/** What the library knows of one run. */
export type SandboxRun = WorkflowActivator;

/** What a run starts with. */
export interface SandboxRunInput {
  readonly info: object;
  readonly now: number;
  readonly registeredFunctions: ReadonlySet<string>;
  readonly workflow: (...args: unknown[]) => Promise<unknown>;
}

/** Makes a run. None of the user's code runs yet. */
export function createSandboxRun({ info, now, registeredFunctions, workflow }: SandboxRunInput): SandboxRun {
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
  // A bundle has it as the converter.
  (run as { payloadConverter: object }).payloadConverter = workflowValues;
  return run;
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
  /** Returns how many waits ended; with none, the activation is over. */
  unblock: (): number => tryUnblockConditions(),
  conclude(): { commands: Command[]; flags: readonly number[] } {
    const { commands = [], usedInternalFlags = [] } = concludeActivation().successful ?? {};
    return { commands: (commands ?? []) as unknown as Command[], flags: usedInternalFlags ?? [] };
  },
};

/** The run's log entries since the last call. */
export function takeLogs(run: SandboxRun): { level: string; message: string; fields: Record<string, unknown> }[] {
  return run.getAndResetSinkCalls().flatMap((call) => {
    const { ifaceName, fnName, args } = call as unknown as { ifaceName: string; fnName: string; args: unknown[] };
    if (ifaceName !== '__temporal_logger') return [];
    return [{ level: fnName, message: String(args[0]), fields: (args[1] ?? {}) as Record<string, unknown> }];
  });
}

export function toPayloads(values: readonly unknown[], mode?: ValuesMode): Payload[] {
  return values.map((value) => toValuePayload(value, mode));
}

export function fromPayloads(payloads: readonly Payload[] | null | undefined): unknown[] {
  return (payloads ?? []).map((payload) => functionValues.fromPayload(payload));
}

export function toFailure(error: unknown): Failure {
  return defaultFailureConverter.errorToFailure(error, functionValues) as Failure;
}

export function fromFailure(failure: Failure): Error {
  return defaultFailureConverter.failureToError(failure as never, functionValues);
}
