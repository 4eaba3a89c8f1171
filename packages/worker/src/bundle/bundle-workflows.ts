import { createHash } from 'node:crypto';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { createPlan, fillOrigins } from './bundle-plan.ts';
import { evaluateBundle } from './evaluate-bundle.ts';
import { bundleWithSdk } from './sdk-bundler.ts';

/**
 * Bundles workflows for a Temporal worker, without whatever only functions and triggers need.
 * @throws {TfnError} TFN_BUNDLE_FAILED
 */
export async function bundleWorkflows(options: BundleOptions): Promise<WorkflowBundle> {
  const plan = createPlan(options);
  const code = fillOrigins(await bundleWithSdk(plan, options), plan);
  const workflowNames = options.workflows.map(({ name }) => name);
  const { functionNames } = evaluateBundle(code);
  return { code, hash: createHash('sha256').update(code).digest('hex'), builtBy: 'sdk', warnings: [], workflowNames, functionNames };
}
