import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { INVOKE_WORKFLOW_TYPE } from '@tfn/core/internal';
import { TRIAL_FILE } from './original-places.ts';

/** What a bundle defines when it is loaded. */
export interface BundleContents {
  readonly functionNames: readonly string[];
  readonly workflowNames: readonly string[];
}

/** A bundle in a sandbox like that of Temporal's worker: all workflows share a V8 context, and each loads its own modules. */
export interface SandboxTrial {
  /** Loads the bundle's modules as a starting workflow does. Throws what they throw. */
  startWorkflow(): BundleContents;
  /** Evaluates code in the sandbox, after a workflow has started. */
  evaluate(code: string): unknown;
  /** The modules that the last workflow loaded, by id. */
  modules(): ReadonlyMap<string, unknown>;
}

/** Prepares a sandbox with the globals of Temporal's worker, frozen as the worker freezes them. */
export function createTrial(code: string): SandboxTrial {
  const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' }) as Context;
  const shared = new Map<string, unknown>();
  let own: Map<string, unknown> | undefined;
  const cache = new Proxy(
    {},
    {
      get: (_, id: string) => shared.get(id) ?? own?.get(id),
      set: (_, id: string, module) => Boolean((own ?? shared).set(id, module)),
    },
  );
  const globals = {
    URL,
    URLSearchParams,
    assert,
    TextEncoder,
    TextDecoder,
    AbortController,
    AsyncLocalStorage,
    __webpack_module_cache__: cache,
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(context, name, { value, enumerable: true });
  const quiet = (): void => {};
  context.console = { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet };
  vm.runInContext(code, context, { filename: TRIAL_FILE });
  vm.runInContext('__TEMPORAL__.preloadModules?.()', context);
  const names = vm.runInContext('Reflect.ownKeys(globalThis)', context) as unknown[];
  const pristine = vm.runInContext('Object.getOwnPropertyDescriptors(globalThis)', context) as PropertyDescriptorMap;
  const seen = new WeakSet<object>();
  for (const key of Reflect.ownKeys(pristine))
    if (key !== 'globalThis') deepFreeze(pristine[key as string]?.value, seen);
  for (const module of shared.values()) deepFreeze(module, seen);

  return {
    startWorkflow() {
      own = new Map();
      context.tfnTrial = { names, options: workflowOptions() };
      return vm.runInContext(START, context) as BundleContents;
    },
    evaluate: (text) => vm.runInContext(text, context) as unknown,
    modules: () => own ?? new Map(),
  };
}

// --- internal ---

type Context = vm.Context & Record<string | symbol, unknown>;

/** Removes the globals of the previous workflow, starts one, and reads its registry. Runs inside, since symbols are not visible outside. */
const START = `{
  const { names, options } = tfnTrial;
  for (const key of Reflect.ownKeys(globalThis)) if (!names.includes(key)) delete globalThis[key];
  __TEMPORAL__.api.initRuntime(options);
  const defined = (kind) => [...(globalThis[Symbol.for('@tfn/registry')]?.[kind] ?? new Map()).keys()];
  const contents = { functionNames: defined('function'), workflowNames: defined('workflow') };
  try { __TEMPORAL__.api.dispose(); } catch {}
  contents;
}`;

/** The options with which Temporal's worker starts a workflow. */
function workflowOptions(): object {
  const now = Date.now();
  const time = new Date(now);
  return {
    info: {
      workflowId: 'check',
      runId: 'check',
      firstExecutionRunId: 'check',
      workflowType: INVOKE_WORKFLOW_TYPE,
      taskQueue: 'check',
      namespace: 'check',
      attempt: 1,
      historyLength: 3,
      historySize: 300,
      continueAsNewSuggested: false,
      searchAttributes: {},
      memo: {},
      typedSearchAttributes: {},
      startTime: time,
      runStartTime: time,
      unsafe: { isReplaying: false, isReplayingHistoryEvents: false },
    },
    now,
    randomnessSeed: [1, 2, 3, 4, 5, 6, 7, 8],
    showStackTraceSources: false,
    sourceMap: { version: 3, sources: [], names: [], mappings: '' },
    registeredActivityNames: new Set(),
    getTimeOfDay: () => 0n,
    stackTracesEnabled: false,
  };
}

/** Freezes as the SDK's worker does: objects deeply, functions without their properties. */
function deepFreeze(value: unknown, seen: WeakSet<object>): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  if (Object.isFrozen(value)) return;
  try {
    if (typeof value === 'object')
      for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<string | symbol, unknown>)[key], seen);
    Object.freeze(value);
  } catch {
    // Typed arrays with elements cannot be frozen.
  }
}
