/**
 * Activations: a workflow receives what happened and answers with commands.
 * I1: one activation at a time in the whole process, since the library knows one current run.
 * I2: it ends when the workflow cannot continue without new events. Besides `ctx` it waits only for an `import()`.
 */
import { nextTick } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ResolvedFunctionOptions, ValuesMode } from '@tfn/core';
import { setCurrentActivator, SETTINGS_KEY } from '@tfn/worker/internal';
import type { SandboxSettings } from '@tfn/worker/internal';
import type { Command, Job } from '../protocol.ts';
import { createLoadWait } from './module-loads.ts';
import { sandboxSteps } from './sdk-sandbox.ts';
import type { SandboxRun } from './sdk-sandbox.ts';
import { hookPromises, sweepRejections } from './promise-hooks.ts';
import { asWorkflow, installGlobals, runningWorkflow } from './workflow-globals.ts';

/** Events for a workflow. */
export interface Activation {
  readonly jobs: readonly Job[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly historyLength: number;
  readonly isReplaying: boolean;
  /** In a replay: the flags of the SDK with which the run was recorded, as Temporal's history has them. */
  readonly flags?: readonly number[];
}

/** The answer. `error` is set when the workflow's code did something that workflows must not do. */
export interface ActivationResult {
  readonly commands: readonly Command[];
  /** The flags of the SDK that the run has used so far. */
  readonly flags: readonly number[];
  readonly error?: unknown;
}

/** A run, and the settings that a worker would pass to it. */
export interface Player {
  readonly run: SandboxRun;
  readonly defaults: ResolvedFunctionOptions | undefined;
  readonly values: ValuesMode | undefined;
}

export function activateRun(player: Player, activation: Activation): Promise<ActivationResult> {
  const result = queue.then(() => runActivation(player, activation));
  queue = result;
  return result;
}

// --- internal ---

let queue: Promise<unknown> = Promise.resolve();

async function runActivation(
  { run, defaults, values }: Player,
  { jobs, now, historyLength, isReplaying, flags = [] }: Activation,
): Promise<ActivationResult> {
  const isQuery = jobs.some((job) => job.queryWorkflow !== undefined);
  if (!isQuery) run.now = now;
  run.addKnownFlags([...flags]);
  run.mutateWorkflowInfo((info) => ({
    ...info,
    historyLength,
    unsafe: { ...info.unsafe, isReplaying: isReplaying || isQuery, isReplayingHistoryEvents: isReplaying },
  }));
  const settings: SandboxSettings = { functionDefaults: defaults, values };
  const restore = installGlobals({ [SETTINGS_KEY]: settings });
  const unhook = hookPromises(runningWorkflow);
  setCurrentActivator(run);
  try {
    asWorkflow(run, () => sandboxSteps.begin(run, jobs));
    const isLoading = createLoadWait(run);
    do {
      // After the code has run and before Node reports what no code awaits.
      nextTick(() => sweepRejections(run));
      await nextTurn();
    } while (!isQuery && (asWorkflow(run, () => sandboxSteps.unblock()) > 0 || (await isLoading())));
    return sandboxSteps.conclude();
  } catch (error) {
    return { commands: [], flags: [], error };
  } finally {
    setCurrentActivator(undefined);
    unhook();
    restore();
  }
}
