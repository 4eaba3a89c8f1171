import { createHash } from 'node:crypto';
import { openCache } from './bundle-cache.ts';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { createPlan, fillOrigins } from './bundle-plan.ts';
import type { BundlePlan } from './bundle-plan.ts';
import { checkBundle } from './check-bundle.ts';
import { bundleFast } from './fast-path.ts';

/** See `bundleWorkflows` of index.ts, which loads this file when it is needed. */
export async function bundle(options: BundleOptions): Promise<WorkflowBundle> {
  const cache = openCache(options);
  const known = cache?.get();
  if (known !== undefined) return known;
  const plan = createPlan(options);
  const { code, builtBy } = await build(plan, options);
  const { functionNames } = checkBundle(code, options.workflows);
  const workflowNames = options.workflows.map(({ name }) => name);
  for (const warning of plan.warnings) options.logger?.warn(warning);
  const made: WorkflowBundle = {
    code,
    hash: hashOf(code),
    builtBy,
    warnings: plan.warnings,
    workflowNames,
    functionNames,
  };
  cache?.put(made, plan.inputs);
  return made;
}

// --- internal ---

async function build(plan: BundlePlan, options: BundleOptions): Promise<Pick<WorkflowBundle, 'code' | 'builtBy'>> {
  const wantsSdk = options.mode === 'production' || options.webpackConfigHook !== undefined;
  const fast = wantsSdk ? undefined : await bundleFast(plan, options);
  if (fast !== undefined) return { code: fillOrigins(fast, plan), builtBy: 'esbuild' };
  const { bundleWithSdk } = require('./sdk-bundler') as typeof import('./sdk-bundler.ts');
  return { code: fillOrigins(await bundleWithSdk(plan, options), plan), builtBy: 'sdk' };
}

/** The source map is left out: it names files by their absolute paths. */
function hashOf(code: string): string {
  return createHash('sha256')
    .update(code.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
    .digest('hex');
}
