import { createHash } from 'node:crypto';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { createPlan, fillOrigins } from './bundle-plan.ts';
import { checkBundle } from './check-bundle.ts';
import { linkBundle } from './linker.ts';

/**
 * Bundles workflows for a Temporal worker, without whatever only functions and triggers need.
 * @throws {TfnError} TFN_BUNDLE_FAILED
 */
export async function bundleWorkflows(options: BundleOptions): Promise<WorkflowBundle> {
  const plan = createPlan(options);
  const isFast = options.mode !== 'production' && options.webpackConfigHook === undefined;
  const raw = isFast ? await linkBundle(plan, options) : await (await import('./sdk-bundler.ts')).bundleWithSdk(plan, options);
  const code = fillOrigins(raw, plan);
  const workflowNames = options.workflows.map(({ name }) => name);
  const { functionNames } = checkBundle(code, options.workflows);
  return { code, hash: hashOf(code), builtBy: isFast ? 'esbuild' : 'sdk', warnings: [], workflowNames, functionNames };
}

// --- internal ---

/** The source map is left out: it names files by their absolute paths. */
function hashOf(code: string): string {
  return createHash('sha256').update(code.replace(/^\/\/# sourceMappingURL=.*$/m, '')).digest('hex');
}
