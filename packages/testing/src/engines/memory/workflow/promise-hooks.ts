/**
 * Reports to a run the promises that its code makes, as the hooks of a worker's threads do (see `promise-stacks.ts` of `@tfn/worker`): which of
 * them wait for which, and when one is settled. Only while an activation runs, and only for promises that the workflow's code makes.
 */
import { promiseHooks } from 'node:v8';
import type { SandboxRun } from './sdk-sandbox.ts';

/** Returns a function that removes the hooks. Runtimes other than Node may lack such hooks: then it records nothing. */
export function hookPromises(runningWorkflow: () => SandboxRun | undefined): () => void {
  if (typeof promiseHooks?.createHook !== 'function') return () => undefined;
  /** What `Promise.race` or the like has just made. */
  let combination: AnyPromise | undefined;
  return promiseHooks.createHook({
    init(promise: AnyPromise, parent: AnyPromise) {
      const run = runningWorkflow();
      if (run === undefined) return;
      const { promiseToStack, childToParent } = run.promiseStackStore;
      const [first, second] = builtInFrames();
      const isThen = first === 'then';
      const isThenOfCode = isThen && second !== RUNS_MICROTASKS;
      let known = promise;
      if (combination !== undefined && isThen && second !== undefined && COMBINATIONS.has(second)) known = combination;
      else combination = first !== undefined && COMBINATIONS.has(first) ? promise : undefined;
      if (known === parent) return;
      runs.set(promise, run);
      if (known === promise)
        promiseToStack.set(promise, {
          formatted: '',
          structured: [],
          isThen: isThenOfCode,
          isCombination: combination === promise,
        } as never);
      const parents = childToParent.get(known) ?? new Set();
      if (parent !== undefined) parents.add(parent);
      childToParent.set(known, parents);
    },
    settled(promise: AnyPromise) {
      const store = runs.get(promise)?.promiseStackStore;
      store?.childToParent.delete(promise);
      store?.promiseToStack.delete(promise);
    },
  }) as () => void;
}

/** Handles the rejections that the code of a run has left behind so far; see `floating-rejections.ts` of `@tfn/worker`. */
export function sweepRejections(run: SandboxRun): void {
  (run.promiseStackStore as { sweep?(): void }).sweep?.();
}

// --- internal ---

type AnyPromise = Promise<unknown>;

/** The run whose code made a promise. */
const runs = new WeakMap<AnyPromise, SandboxRun>();

const COMBINATIONS: ReadonlySet<string> = new Set(['race', 'all', 'allSettled', 'any']);

/** The names of the two innermost functions, undefined for those that are not of V8. */
function builtInFrames(): (string | undefined)[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let frames: readonly NodeJS.CallSite[] = [];
  Error.stackTraceLimit = 6;
  Error.prepareStackTrace = (_, callSites) => {
    frames = callSites;
    return '';
  };
  void new Error().stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const own = frames.findIndex((frame) => frame.getFunctionName() === 'init');
  const from = frames[own + 1]?.getFunctionName() === 'initAll' ? own + 2 : own + 1;
  const [first, second] = frames.slice(from, from + 2);
  return [nameOf(first), second === undefined ? RUNS_MICROTASKS : nameOf(second)];
}

/** The function below a `then` that V8 calls, or none: the stack begins there. */
const RUNS_MICROTASKS = 'processTicksAndRejections';

function nameOf(frame: NodeJS.CallSite | undefined): string | undefined {
  const name = frame?.getFunctionName() ?? undefined;
  return name === RUNS_MICROTASKS || !frame?.getFileName() ? name : undefined;
}
