/**
 * What the options of a worker add to its workflow bundle: converters and interceptors, which Temporal loads in the sandbox. Temporal's
 * Worker ignores them where it gets a finished bundle, as it does here.
 */
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';
import { definedOnly } from '@tfn/core/internal';
import type { WorkflowBundle } from '../bundle/index.ts';
import type { TemporalModuleNames } from './temporal-module-names.ts';
import { workerError } from '../errors.ts';
import type { WorkerBundleOptions, WorkerOptions } from '../lifecycle/worker-options.ts';

/** The modules that a bundle needs. */
export interface BundleModules extends WorkerBundleOptions {
  readonly payloadConverterPath?: string;
  readonly failureConverterPath?: string;
}

/**
 * The options for bundling: those of `bundle`, and what other options and plugins add to them.
 * @throws {TfnError} TFN_WORKER_OPTIONS
 */
export function toBundleModules(options: WorkerOptions, bundle: WorkerBundleOptions): BundleModules {
  const { dataConverter = {}, interceptors = {} } = options;
  const modules = [...(bundle.workflowInterceptorModules ?? []), ...(interceptors.workflowModules ?? [])];
  return withPlugins(options, {
    ...bundle,
    ...(modules.length > 0 && { workflowInterceptorModules: [...new Set(modules)] }),
    ...definedOnly({
      payloadConverterPath: dataConverter.payloadConverterPath,
      failureConverterPath: dataConverter.failureConverterPath,
    }),
  });
}

/**
 * Checks that a bundle was built with the modules that a worker's options name: they cannot be added later.
 * @throws {TfnError} TFN_WORKER_OPTIONS
 */
export function assertBuiltWith({ temporalModules: has }: WorkflowBundle, wanted: TemporalModuleNames): void {
  if (has === undefined) return;
  const problem =
    converterProblem('payloadConverter', has, wanted) ??
    converterProblem('failureConverter', has, wanted) ??
    interceptorProblem(has.interceptors, wanted.interceptors);
  if (problem !== undefined) throw workerError('TFN_WORKER_OPTIONS', { problem });
}

// --- internal ---

function converterProblem(
  name: 'payloadConverter' | 'failureConverter',
  has: TemporalModuleNames,
  wanted: TemporalModuleNames,
): string | undefined {
  if (has[name] === wanted[name]) return undefined;
  return wanted[name]
    ? `'dataConverter.${name}Path' is given, but the bundle was built without it, so workflows would not use it: pass '${name}Path' to buildWorkflowBundle()`
    : `the bundle was built with '${name}Path', which this worker does not have: give it as 'dataConverter.${name}Path'`;
}

function interceptorProblem(has: readonly string[], wanted: readonly string[]): string | undefined {
  const missing = wanted.find((name) => !has.includes(name));
  return missing === undefined
    ? undefined
    : `the interceptors of '${missing}' are given, but the bundle was built without them, so they would not run: pass 'workflowInterceptorModules' to buildWorkflowBundle()`;
}

/** A plugin of Temporal's that takes part in bundling. */
interface Bundling {
  readonly name?: string;
  configureBundler?(options: SdkBundleOptions): SdkBundleOptions;
}

/** Temporal's word for the file of all workflows. Here each is registered, so no file has this name. */
const NO_FILE = 'workflows that were registered';

/** Applies what plugins do for Temporal's own bundler. */
function withPlugins({ plugins = [], temporal }: WorkerOptions, options: BundleModules): BundleModules {
  const all: readonly Bundling[] = [...plugins, ...(temporal?.connection?.plugins ?? [])];
  let made = options;
  for (const plugin of all) {
    if (plugin.configureBundler === undefined) continue;
    const { payloadConverterPath, failureConverterPath, workflowInterceptorModules = [], webpackConfigHook } = made;
    const given = { payloadConverterPath, failureConverterPath, webpackConfigHook };
    const configured = plugin.configureBundler({
      ...definedOnly(given),
      workflowInterceptorModules: [...workflowInterceptorModules],
      workflowsPath: NO_FILE,
    });
    const { workflowsPath, preloadModules = [], ignoreModules = [] } = configured;
    if (workflowsPath !== NO_FILE || preloadModules.length > 0)
      throw workerError('TFN_WORKER_OPTIONS', {
        problem: `the plugin '${plugin.name ?? 'without a name'}' sets '${preloadModules.length > 0 ? 'preloadModules' : 'workflowsPath'}' for Temporal's bundler, which this worker does not support: register its workflows with worker.registerModule(path)`,
      });
    made = {
      ...made,
      ...definedOnly({
        payloadConverterPath: configured.payloadConverterPath,
        failureConverterPath: configured.failureConverterPath,
        webpackConfigHook: configured.webpackConfigHook,
        workflowInterceptorModules: configured.workflowInterceptorModules,
      }),
      ...(ignoreModules.length > 0 && { stub: [...(made.stub ?? []), ...ignoreModules] }),
    };
  }
  return made;
}
