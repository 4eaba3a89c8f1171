import vm from 'node:vm';
import { AsyncLocalStorage } from 'node:async_hooks';

/** What a bundle was found to define. */
export interface BundleContents {
  readonly functionNames: readonly string[];
  readonly workflowNames: readonly string[];
}

/** Loads a bundle the way that a worker does for each workflow, and tells what its registry holds. */
export function evaluateBundle(code: string): BundleContents {
  const cache: Record<string, unknown> = {};
  const context = vm.createContext(
    { URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AsyncLocalStorage, console, __webpack_module_cache__: cache, __TEMPORAL_ACTIVATOR__: {} },
    { microtaskMode: 'afterEvaluate' },
  );
  vm.runInContext(code, context, { filename: 'workflow-bundle.js' });
  const read = `__TEMPORAL__.importWorkflows();
    ['function', 'workflow'].map((kind) => [...(globalThis[Symbol.for('@tfn/registry/' + kind)] ?? new Map()).keys()])`;
  const [functionNames, workflowNames] = vm.runInContext(read, context) as [string[], string[]];
  return { functionNames: [...functionNames], workflowNames: [...workflowNames] };
}
