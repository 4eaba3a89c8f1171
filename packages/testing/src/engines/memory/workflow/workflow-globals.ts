/**
 * Date, Math.random and timers as workflow code sees them. They replace the real ones only while an activation runs, and
 * only for code of the workflow: other code that runs meanwhile, a function's handler or the test, keeps the real ones.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CancellationScope as Scope } from '@temporalio/workflow';
import { requireFromWorker } from '../../require-from-worker.ts';
import type { SandboxRun } from './sdk-sandbox.ts';

const { CancellationScope, sleep } = requireFromWorker<typeof import('@temporalio/workflow')>('@temporalio/workflow');

const inWorkflow = new AsyncLocalStorage<SandboxRun>();

/** Runs a step of workflow code: in it, and in everything that it awaits, the globals are the workflow's. */
export function asWorkflow<TResult>(run: SandboxRun, step: () => TResult): TResult {
  return inWorkflow.run(run, step);
}

/** The run whose code runs now, or whose code awaited what runs now. */
export function runningWorkflow(): SandboxRun | undefined {
  return inWorkflow.getStore();
}

/** Installs the replacements, and settings of the worker's. Returns a function that removes them. */
export function installGlobals(settings: Readonly<Record<symbol, unknown>>): () => void {
  const real = { Date: globalThis.Date, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const realRandom = Math.random;
  const now = (): number | undefined => inWorkflow.getStore()?.now;
  Object.assign(globalThis, settings);
  globalThis.Date = new Proxy(real.Date, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 && now() !== undefined ? [now()] : args, newTarget),
    apply: (target, _self, _args) => (now() === undefined ? target() : new target(now() as number).toString()),
    get: (target, key, receiver) =>
      key === 'now' ? () => now() ?? target.now() : (Reflect.get(target, key, receiver) as unknown),
  });
  Math.random = () => inWorkflow.getStore()?.currentRandom() ?? realRandom();
  globalThis.setTimeout = Object.assign(
    (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      now() === undefined ? real.setTimeout(callback, ms, ...args) : startTimer(() => callback(...args), ms),
    real.setTimeout,
  ) as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: NodeJS.Timeout | number) => {
    const scope = timers.get(timer as object);
    if (scope === undefined) real.clearTimeout(timer);
    else scope.cancel();
  }) as typeof clearTimeout;
  return () => {
    Object.assign(globalThis, real);
    for (const key of Object.getOwnPropertySymbols(settings)) delete (globalThis as Record<symbol, unknown>)[key];
    Math.random = realRandom;
  };
}

// --- internal ---

const timers = new WeakMap<object, Scope>();

/** A timer of the workflow's, as a worker's sandbox makes it of `setTimeout`. */
function startTimer(callback: () => void, ms = 0): object {
  const scope = new CancellationScope();
  void scope.run(() => sleep(Math.max(1, ms))).then(callback, () => undefined);
  const timer = {};
  timers.set(timer, scope);
  return timer;
}
