import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';

export { buildWorkflowBundle, readWorkflowBundle } from './build-workflow-bundle.ts';
export type { BuildOptions } from './build-workflow-bundle.ts';
export type { BundleOptions, WorkflowBundle, WorkflowSource } from './bundle-options.ts';
export type { TemporalModuleNames } from '../definitions/temporal-module-names.ts';
export { bundleErrors } from '../shared/errors.ts';

/**
 * Bundles workflows for a Temporal worker, without the code that only functions and triggers need. Caches the bundle on disk.
 * @throws {TfnError} TFN_BUNDLE_OPTIONS, TFN_BUNDLE_CACHE_UNUSABLE, TFN_BUNDLE_FAILED, TFN_BUNDLE_FILE_MISSING, TFN_BUNDLE_WORKFLOW_MISSING, TFN_BUNDLE_LOAD_FAILED,
 *   TFN_BUNDLE_MODULE_INVALID, TFN_BUNDLE_TOP_LEVEL_AWAIT, TFN_SANDBOX_VALUE
 */
export async function bundleWorkflows(options: BundleOptions): Promise<WorkflowBundle> {
  // Loaded on demand: a worker with a prebuilt bundle needs no parser and no compiler.
  // With `require`, since Jest does not support `import()` in CommonJS.
  const { bundle } = require('./bundle-workflows') as typeof import('./bundle-workflows.ts');
  return bundle(options);
}
