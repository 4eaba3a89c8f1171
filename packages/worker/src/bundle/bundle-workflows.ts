import { createHash } from 'node:crypto';
import { openCache } from './cache/bundle-cache.ts';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { createPlan, fillOrigins } from './plan/bundle-plan.ts';
import type { BundlePlan } from './plan/bundle-plan.ts';
import { checkBundle } from './check/check-bundle.ts';
import { bundleFast } from './emit/fast-path.ts';

/** See `bundleWorkflows` of index.ts, which loads this file when it is needed. */
export async function bundle(options: BundleOptions): Promise<WorkflowBundle> {
  const cache = openCache(options);
  const known = cache?.get();
  if (known !== undefined) return known;
  const plan = createPlan(options);
  const { code, hash, builtBy } = await build(plan, options);
  const { functionNames } = checkBundle(code, options.workflows);
  const workflowNames = options.workflows.map(({ name }) => name);
  for (const warning of plan.warnings) options.logger?.warn(warning);
  const made: WorkflowBundle = {
    code,
    hash,
    builtBy,
    warnings: plan.warnings,
    workflowNames,
    functionNames,
  };
  cache?.put(made, plan.inputs);
  return made;
}

// --- internal ---

type Built = Pick<WorkflowBundle, 'code' | 'hash' | 'builtBy'>;

async function build(plan: BundlePlan, options: BundleOptions): Promise<Built> {
  const wantsSdk = options.mode === 'production' || options.webpackConfigHook !== undefined;
  const fast = wantsSdk ? undefined : await bundleFast(plan, options);
  if (fast !== undefined) return { code: fillOrigins(fast, plan), hash: hashOf(fast), builtBy: 'esbuild' };
  const { bundleWithSdk } = require('./emit/sdk-bundler') as typeof import('./emit/sdk-bundler.ts');
  const code = await bundleWithSdk(plan, options);
  return { code: fillOrigins(code, plan), hash: hashOf(await toBehaviour(code)), builtBy: 'sdk' };
}

/**
 * What workflows do, without what changes when a function does, or the folder of the project: line breaks that pruning left, the places
 * of modules of ours, and names that webpack makes of absolute paths.
 */
async function toBehaviour(code: string): Promise<string> {
  const { transform } = require('esbuild') as typeof import('esbuild');
  const { code: compact } = await transform(code, {
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return compact.replaceAll(/"[^"\n]*\/bundle\/emit\/entry\.[jt]s\?/g, '"entry?').replaceAll(/"\?[\da-f]{4}"/g, '"?"');
}

/** Without the source map, and before the origins of stubs are filled in: these are for messages, and name lines and absolute paths. */
function hashOf(code: string): string {
  return createHash('sha256')
    .update(code.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
    .digest('hex');
}
