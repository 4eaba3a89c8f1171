import { defineErrors, NOT_RUN } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The errors that running workflows and functions share. Every entry is described in docs/reference/errors.md. */
export const runErrors = {
  TFN_VALUE_TOO_LARGE: (d: { what: string; size: number; limit: number }): string =>
    `${d.what} is ${d.size} bytes large, but Temporal accepts at most ${d.limit}. Keep large data in a store of your own, and send a reference to it.`,
  TFN_SIGNALS_TOO_LARGE: (d: { signals: string; size: number; limit: number }): string =>
    `The workflow continues as new with signals that it has not taken: ${d.signals}. With the input they are ${d.size} bytes large, but Temporal accepts at most ${d.limit}. Take signals before you continue as new, or keep large data in a store of your own, and send a reference to it.`,
  TFN_RACE_EMPTY: (): string =>
    `ctx.race has no entries, so nothing could win it. Pass at least one: ctx.race({ timeout: ctx.sleep('1h') }).`,
  TFN_SCOPE_TIMED_OUT: (d: { timeout: string }): string =>
    `A scope of the workflow did not complete within ${d.timeout}, so its steps were cancelled. Give ctx.scope a longer timeout, or catch this error.`,
  TFN_TIME_INVALID: (d: { call: string; value: string }): string =>
    `${d.call}: ${d.value} is not a time. Use a valid Date, or milliseconds since 1970.`,
  TFN_SEARCH_ATTRIBUTES_REFUSED: (d: { what: string; namespace: string; problems: readonly string[] }): string =>
    `The search attributes of ${d.what} cannot be set in the namespace '${d.namespace}': ${d.problems.join('; ')}. Correct the code, or register the attribute: temporal operator search-attribute create --namespace ${d.namespace} --name NAME --type TYPE.`,
  TFN_TOO_MANY_PENDING: (d: { what: string; limit: number }): string =>
    `${d.limit} ${d.what} of this workflow are pending, and Temporal accepts no more at once. Await some before you start others: work in batches, or split the work over child workflows.`,
  TFN_UPDATE_TOO_LATE: (d: { update: string; when: LateUpdate }): string => LATE_UPDATES[d.when](d.update),
  TFN_UPDATE_REPEATED: (d: { update: string }): string =>
    `The update '${d.update}' was sent again, with the same id: an earlier run of this workflow has handled it, and its result is too large to be kept for this run. Read the result from the earlier run's history.`,
  TFN_OUTCOME_ASYNC: (d: { workflow: string }): string =>
    `The function that the workflow '${d.workflow}' returned, or passed to ctx.continueAsNew, returned a promise. Temporal ends the run as soon as it has been called: await before, and return the value.`,
  TFN_HANDLER_AWAITS_ITSELF: (): string =>
    `The handler of a signal or an update called ctx.handlersFinished(), which waits for that handler too, so neither would ever end. Call it in the body of the workflow.`,
  TFN_LOCAL_FUNCTION_UNKNOWN: (d: { name: string }): string =>
    `The local function '${d.name}' is not registered on this workflow's worker, where local functions run. Register it there: worker.register(${d.name}).`,
  TFN_SCHEMAS_MISSING: (d: { workflow: string }): string =>
    `The workflow '${d.workflow}' has a schema, but the worker that runs it does not have the definition to apply it. Register the workflow with worker.register; or, for a Worker that you create yourself, set activities: toActivities(module) with the module that exports it.`,
} as const;

/** When an update was too late: its handler completed, it arrived, or it continued its workflow as new by itself. */
export type LateUpdate = 'completed' | 'arrived' | 'continued';

/** The bundler's error table. Every entry is described in docs/reference/errors.md. */
export const bundleErrors = {
  TFN_BUNDLE_FAILED: (d: { problems: readonly string[] }): string =>
    `The workflows could not be bundled:\n${d.problems.map((problem) => `  - ${problem}`).join('\n')}`,
  TFN_BUNDLE_OPTIONS: (d: { problem: string }): string => `Options of a workflow bundle: ${d.problem}.`,
  TFN_BUNDLE_CACHE_UNUSABLE: (d: { folder: string; problem: string }): string =>
    `The bundle cache cannot use the folder '${d.folder}': ${d.problem}. Make it a folder that this process can write, name another one with TFN_CACHE_DIR or the bundle option 'cache', or turn the cache off with cache: false.`,
  TFN_BUNDLE_FILE_MISSING: (d: { file: string; workflows: readonly string[] }): string =>
    `The file '${d.file}', which defines ${d.workflows.length > 0 ? list(d.workflows) : 'signals'}, cannot be read. Deploy it with the worker, or build the bundle ahead of time with buildWorkflowBundle().`,
  TFN_BUNDLE_FILE_UNKNOWN: (d: { name: string }): string =>
    `The definition of the workflow '${d.name}' does not record its file. Pass { name: '${d.name}', file: '…' } instead of the definition.`,
  TFN_BUNDLE_MODULE_INVALID: (d: InvalidModule): string =>
    `The option '${d.option}' cannot use '${d.file}': ${d.problem}.`,
  TFN_BUNDLE_UNREADABLE: (d: { file: string; problem: string }): string =>
    `The bundle '${d.file}' cannot be read: ${d.problem}. Build it with buildWorkflowBundle({ outFile: '${d.file}' }).`,
  TFN_BUNDLE_WORKFLOW_MISSING: (d: { name: string; file: string; found: readonly string[] }): string =>
    `The workflow '${d.name}' is registered, but loading '${d.file}' in the sandbox does not define it (it defines ${list(d.found)}). Call tfn.workflow('${d.name}', …) at the top level of that file, not in a branch or function that runs only in Node.`,
  TFN_BUNDLE_LOAD_FAILED: (d: { message: string; at: string; frame: string }): string =>
    `Loading the workflows throws '${d.message}' at ${d.at}.${d.frame} The top level of a workflow file runs at the start of every workflow: move this code into a function (tfn.fn), or into a file that workflows do not import.`,
  TFN_BUNDLE_TOP_LEVEL_AWAIT: (d: { at: string; frame: string }): string =>
    `There is a top-level await at ${d.at}.${d.frame} Workflow code must load synchronously: move the await into a function (tfn.fn), or into a file that workflows do not import.`,
  TFN_SANDBOX_MODULE: (d: SandboxUse): string =>
    `A running workflow used ${d.used} at ${d.at}.${d.frame || ' '}${origin(d)}Use it in a function (tfn.fn), and call that with ctx.run().${d.isPackage ? ` If it is pure code, bundle it: bundle: { include: ['${d.module}'] }.` : ''}`,
  TFN_SANDBOX_VALUE: (d: SandboxUse): string =>
    `A workflow file needs the value of ${d.used} when it is loaded, at ${d.at}, but the sandbox does not have it.${d.frame || ' '}${origin(d)}Read it in a function (tfn.fn), or in a file that workflows do not import.`,
} as const;

/** A module that Temporal loads by its path, and why it cannot be used. */
export interface InvalidModule {
  readonly option: string;
  readonly file: string;
  readonly problem: string;
}

/** A use of something that the sandbox does not have. */
export interface SandboxUse {
  readonly module: string;
  readonly used: string;
  /** The location of the use. */
  readonly at: string;
  /** The code at that location, on separate lines; '' when it is not known. */
  readonly frame: string;
  /** The files and packages through which it was imported. */
  readonly chain: readonly string[];
  /** The line that imports it, with its location. */
  readonly imported: string;
  /** Whether it is a package, which could be bundled instead of stubbed. */
  readonly isPackage: boolean;
}

/** Makes an error of `runErrors`. */
export const runError: ErrorFactory<typeof runErrors> = defineErrors(runErrors);

/** Makes an error of `bundleErrors`. */
export const bundleError: ErrorFactory<typeof bundleErrors> = defineErrors(bundleErrors);

// --- internal ---

const LATE_UPDATES: Readonly<Record<LateUpdate, (update: string) => string>> = {
  completed: (update) =>
    `The update '${update}' completed after the workflow had fixed its outcome, which may lack what the update changed. Let the workflow return a function, or pass one to ctx.continueAsNew: it is called when all handlers have ended, as in ctx.continueAsNew(() => state).`,
  arrived: (update) =>
    `The update '${update}' arrived when the workflow had fixed its outcome and was ending, ${NOT_RUN}. If the workflow continues as new, send the update again.`,
  continued: (update) => `The update '${update}' continued the workflow as new, so it has no result.`,
};

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `'${name}'`).join(', ');
}

function origin({ module, chain, imported }: SandboxUse): string {
  const by =
    chain.length > 0
      ? `It was imported through ${chain.join(' → ')}${imported === '' ? '. ' : `:\n    ${imported}\n`}`
      : '';
  return `The workflow sandbox does not contain '${module}'. ${by}`;
}
