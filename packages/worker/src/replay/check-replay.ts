/**
 * Replays histories against the current workflows, and reports which cannot continue, from which step, and because of which line.
 * I1: Temporal's own replayer decides; the steps are only compared to explain its result.
 * I2: the bundle that is replayed is the one that would run, and a tracer of steps.
 */
import type { DataConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { InjectedSinks, ReplayHistoriesIterable } from '@temporalio/worker';
import type { SourceLocation } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { bundleWorkflows } from '../bundle/index.ts';
import type { BundleOptions } from '../bundle/index.ts';
import { createOriginalPlaces } from '../bundle/check/original-places.ts';
import { prepend } from '../shared/sandbox-settings.ts';
import type { Step, StepSinks } from '../shared/step.ts';
import { captureReplayHooks } from '../sdk/replay-hooks.ts';
import { describeStep, recordedSteps } from './history-steps.ts';
import type { ReplayEvent } from './history-steps.ts';
import { placeOfStack } from './place-of-stack.ts';

/** What is replayed, and how payloads in histories are decoded. */
export interface ReplayOptions extends Omit<BundleOptions, 'payloadConverterPath' | 'failureConverterPath'> {
  /** That of the workers: its codecs decode what histories hold. @default Temporal's */
  dataConverter?: DataConverter;
  /** Gets each warning of a race that loses a message, with its file and line. @default warnings are dropped */
  onRaceWarning?: (warning: string) => void;
}

/** A history to replay. */
export interface ReplayInput {
  readonly workflowId: string;
  readonly history: { readonly events?: readonly ReplayEvent[] | null };
}

/** The result of one replay. */
export interface ReplayOutcome {
  readonly workflowId: string;
  /** Undefined when the execution could continue. */
  readonly problem?: ReplayProblem;
}

/** Why an execution could not continue. */
export interface ReplayProblem {
  /** Temporal's message. */
  readonly message: string;
  /** What differs, in words; undefined when the steps up to there are the same. */
  readonly difference?: string;
  /** The number of the step at which it differs, from 1, among the functions, timers, children and signals asked for. */
  readonly step?: number;
  /** The event of the history that the code does not repeat. */
  readonly event?: number;
  /** Where the code asks for something else, or what it asked for last. */
  readonly place?: SourceLocation;
}

/**
 * Bundles workflows and replays their histories; yields one outcome for each.
 * @throws {TfnError} TFN_BUNDLE_…
 */
export async function* checkReplay(
  { dataConverter = {}, onRaceWarning, ...options }: ReplayOptions,
  inputs: AsyncIterable<ReplayInput> | Iterable<ReplayInput>,
): AsyncIterable<ReplayOutcome> {
  const { code: bundle, raceWarnings } = await bundleWorkflows({
    ...options,
    ...definedOnly({
      payloadConverterPath: dataConverter.payloadConverterPath,
      failureConverterPath: dataConverter.failureConverterPath,
    }),
    workflowInterceptorModules: [...(options.workflowInterceptorModules ?? []), TRACER],
  });
  for (const warning of raceWarnings ?? []) onRaceWarning?.(warning);
  // At the start of the sandbox, before the SDK freezes its globals.
  const code = prepend(bundle, `Error.stackTraceLimit=${STACK_DEPTH};`);
  const places = createOriginalPlaces(code);
  const eventsOf = new Map<string, readonly ReplayEvent[]>();
  const asked = new Map<string, AskedStep[]>();
  const sinks: InjectedSinks<StepSinks> = {
    tfnSteps: {
      asked: {
        fn({ workflowId }, step, stack) {
          const steps = asked.get(workflowId) ?? [];
          steps.push({ ...step, stack });
          asked.set(workflowId, steps);
        },
        callDuringReplay: true,
      },
    },
  };
  const remembered = async function* (): ReplayHistoriesIterable {
    for await (const { workflowId, history } of inputs) {
      eventsOf.set(workflowId, history.events ?? []);
      yield { workflowId, history };
    }
  };
  const removeHooks = captureReplayHooks();
  try {
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: { code }, sinks, dataConverter },
      remembered(),
    )) {
      const problem =
        error === undefined
          ? undefined
          : explain(error.message, {
              recorded: recordedSteps(eventsOf.get(workflowId) ?? []),
              asked: asked.get(workflowId) ?? [],
              placeOf: (stack) => placeOfStack(stack, places),
            });
      eventsOf.delete(workflowId);
      asked.delete(workflowId);
      yield { workflowId, ...(problem && { problem }) };
    }
  } finally {
    removeHooks();
  }
}

// --- internal ---

/** More frames than ours and the SDK's, which are above the user's. */
const STACK_DEPTH = 50;

const TRACER = require.resolve('../sandbox/telemetry/step-tracer');

interface AskedStep extends Step {
  readonly stack: string;
}

interface Replayed {
  readonly recorded: ReturnType<typeof recordedSteps>;
  readonly asked: readonly AskedStep[];
  placeOf(stack: string): SourceLocation | undefined;
}

function explain(message: string, { recorded, asked, placeOf }: Replayed): ReplayProblem {
  const index = recorded.findIndex(({ kind, name }, i) => kind !== asked[i]?.kind || name !== asked[i]?.name);
  const [was, is] = index < 0 ? [undefined, asked[recorded.length]] : [recorded[index], asked[index]];
  const place = placeOf((is ?? asked.at(-1))?.stack ?? '');
  if (was === undefined && is === undefined) return { message, ...(place && { place }) };
  const had =
    was === undefined ? 'the history has no more steps' : `the history has ${describeStep(was)} (event ${was.event})`;
  const wants = is === undefined ? 'the code asks for nothing more' : `the code asks for ${describeStep(is)}`;
  return {
    message,
    difference: `${had}, but ${wants}`,
    step: (index < 0 ? recorded.length : index) + 1,
    ...(was && { event: was.event }),
    ...(place && { place }),
  };
}
