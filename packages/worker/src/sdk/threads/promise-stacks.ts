/**
 * The stacks of a workflow's promises, which answer `__stack_trace`. The SDK turns each into text by the bundle's source map when the
 * promise is made, a tenth of what the thread does. Most promises are settled before a query could ask: only those that are still pending after a task are turned into the same text, and those
 * that wait at the same location share one.
 */
import { promiseHooks } from 'node:v8';
import { cutoffStackTrace } from '@temporalio/common';
import type { StackTraceFileLocation } from '@temporalio/workflow';
import type { Activator } from '@temporalio/workflow/lib/internals';

/**
 * Changes how this thread records the stacks of promises. To be called before the SDK loads a bundle. Returns a function to call after each
 * task: frames keep more alive than text.
 */
export function noteStacksLazily(): () => void {
  const { GlobalHandlers } = require('@temporalio/worker/lib/workflow/vm-shared') as {
    GlobalHandlers: { prototype: { setPromiseHook(this: Handlers): void } };
  };
  GlobalHandlers.prototype.setPromiseHook = setPromiseHook;
  return writeStacks;
}

// --- internal ---

/** What the SDK's `GlobalHandlers` have. */
interface Handlers {
  currentStackTrace: StackTraceFileLocation[] | undefined;
  stopPromiseHook: () => void;
  promiseHookInstalled: boolean;
}

type Store = Activator['promiseStackStore'];
type NotedPromise = Promise<unknown> & { runId?: string };
type Frames = readonly NodeJS.CallSite[];
type Stack = NonNullable<ReturnType<Store['promiseToStack']['get']>>;

/** As the SDK's `setPromiseHook`, which is called once, after `Error.prepareStackTrace` has been set. */
function setPromiseHook(this: Handlers): void {
  const format = Error.prepareStackTrace as (error: Error, frames: Frames) => string;
  let frames: Frames | undefined;
  let noting = false;
  Error.prepareStackTrace = (error, callSites) => {
    if (!noting) return format(error, callSites);
    frames = callSites;
    return '';
  };
  const toText = (error: Error, noted: Frames): Stack => {
    const text = format(error, noted);
    return {
      formatted: cutoffStackTrace(text.replace(FRAMES_OF_HOOK, '')),
      structured: cutOff(this.currentStackTrace ?? []),
    };
  };

  /** What `Promise.all` or the like has just made. */
  let aggregation: NotedPromise | undefined;
  this.stopPromiseHook = promiseHooks.createHook({
    init(promise: NotedPromise, parent: NotedPromise | undefined) {
      const realm = realmOf(promise);
      const activator = realm?.getActivator();
      if (realm === undefined || activator === undefined) return;
      const { promiseToStack, childToParent } = activator.promiseStackStore;
      promise.runId = activator.info.runId;
      frames = undefined;
      noting = true;
      // Made here and nowhere deeper: only so many frames are kept.
      const error = new (realm.getError())();
      void error.stack;
      noting = false;
      if (frames === undefined) return;
      let noted = promise;
      let stack: LazyStack | undefined = new LazyStack(error, frames, toText);
      const first = isInitAll(frames[1]) ? 2 : 1;
      if (parent !== undefined && frames[first + 1] !== undefined) stack.isThen = isBuiltIn(frames[first], THEN);
      if (aggregation !== undefined && isBuiltIn(frames[first], THEN) && isBuiltIn(frames[first + 1], AGGREGATORS)) {
        // What `Promise.all` makes inside counts as the promise that it gives.
        noted = aggregation;
        stack = promiseToStack.get(aggregation) as LazyStack | undefined;
      } else {
        stack.isCombination = isBuiltIn(frames[first], AGGREGATORS);
        aggregation = stack.isCombination ? promise : undefined;
      }
      if (noted === parent) return;
      if (stack !== undefined) {
        promiseToStack.set(noted, stack);
        if (unwritten.push({ promiseToStack, promise: noted, stack }) === MOST_UNWRITTEN) writeStacks();
      }
      const parents = childToParent.get(noted) ?? new Set();
      if (parent !== undefined) parents.add(parent);
      childToParent.set(noted, parents);
    },
    settled(promise: NotedPromise) {
      const store = realmOf(promise)?.getActivator()?.promiseStackStore;
      if (store === undefined) return;
      store.childToParent.delete(promise);
      store.promiseToStack.delete(promise);
    },
  }) as () => void;
  this.promiseHookInstalled = true;
}

/** Made since the last task ended. */
const unwritten: { promiseToStack: Store['promiseToStack']; promise: NotedPromise; stack: LazyStack }[] = [];

/** One task may make very many, and where contexts are not shared its end is not known. */
const MOST_UNWRITTEN = 1000;

function writeStacks(): void {
  for (const { promiseToStack, promise, stack } of unwritten.splice(0))
    if (promiseToStack.get(promise) === stack) stack.write();
}

/** Texts for the locations where workflows wait. */
const written = new Map<string, Stack>();
const MOST_WRITTEN = 1000;

/** Text, from the first time on that it is asked for. */
class LazyStack implements Stack {
  /** For the sandbox, which would have to look for it in the text. */
  isThen = false;
  /** Likewise. */
  isCombination = false;
  #stack: Stack | (() => Stack);
  constructor(error: Error, frames: Frames, toText: (error: Error, frames: Frames) => Stack) {
    this.#stack = () => toText(error, frames);
  }
  get formatted(): string {
    return this.write().formatted;
  }
  get structured(): StackTraceFileLocation[] {
    return this.write().structured;
  }
  write(): Stack {
    if (typeof this.#stack !== 'function') return this.#stack;
    const own = this.#stack();
    const same = written.get(own.formatted);
    if (same === undefined) {
      if (written.size === MOST_WRITTEN) written.clear();
      written.set(own.formatted, own);
    }
    return (this.#stack = same ?? own);
  }
}

/** Ways into the context of a promise. */
interface Realm {
  getActivator(): Activator | undefined;
  getError(): ErrorConstructor;
}

const realms = new WeakMap<object, Realm>();

/** Undefined for this thread's own promises. */
function realmOf(promise: NotedPromise): Realm | undefined {
  const compile = promise.constructor.constructor as FunctionConstructor;
  if (compile === Function) return undefined;
  let realm = realms.get(compile);
  if (realm === undefined) {
    realm = {
      getActivator: compile('return globalThis.__TEMPORAL_ACTIVATOR__') as Realm['getActivator'],
      getError: compile('return globalThis.Error') as Realm['getError'],
    };
    realms.set(compile, realm);
  }
  return realm;
}

/** The text's first line and the hook's own frames. */
const FRAMES_OF_HOOK = /^Error\n\s*at [^\n]+\n(\s*at initAll \(node:internal\/promise_hooks:\d+:\d+\)\n)?/;
const THEN = /^Promise\.then \(<anonymous>\)$/;
const AGGREGATORS = /^(Function|Promise)\.(race|all|allSettled|any) \(<anonymous>\)$/;

function isInitAll(frame: NodeJS.CallSite | undefined): boolean {
  return frame?.getFunctionName() === 'initAll' && frame.getFileName() === 'node:internal/promise_hooks';
}

function isBuiltIn(frame: NodeJS.CallSite | undefined, text: RegExp): boolean {
  // What has a file is not built in; to compare the text takes longer.
  return frame !== undefined && !frame.getFileName() && text.test(`${frame as unknown as string}`);
}

/** Without the frames of the hook and of the SDK, as `cutoffStackTrace` has the text. */
function cutOff(locations: readonly StackTraceFileLocation[]): StackTraceFileLocation[] {
  const [, second] = locations;
  const isHook = second?.function_name === 'initAll' && second.file_path === 'node:internal/promise_hooks';
  const own = locations.slice(isHook ? 2 : 1);
  const end = own.findIndex(
    ({ function_name: name, file_path: path }) =>
      name !== undefined &&
      path !== undefined &&
      ((/^Activator\.\S+NextHandler$/.test(name) &&
        /.*[\\/]workflow[\\/](?:src|lib)[\\/]internals\.[jt]s$/.test(path)) ||
        (/Script\.runInContext/.test(name) && /^node:vm|vm\.js$/.test(path))),
  );
  return end < 0 ? own : own.slice(0, end);
}
