import { createHash } from 'node:crypto';
import path from 'node:path';
import { openCache } from './cache/bundle-cache.ts';
import type { BundleOptions, WorkflowBundle } from './bundle-options.ts';
import { createPlan, fillOrigins } from './plan/bundle-plan.ts';
import { temporalModuleNames } from '../definitions/temporal-module-names.ts';
import type { BundlePlan } from './plan/bundle-plan.ts';
import { assertBundleOptions } from './check/assert-options.ts';
import { checkBundle } from './check/check-bundle.ts';
import { bundleFast } from './emit/fast-path.ts';

/** See `bundleWorkflows` in index.ts, which loads this file on demand. */
export async function bundle(given: BundleOptions): Promise<WorkflowBundle> {
  assertBundleOptions(given);
  const options = { ...given, mode: given.mode ?? defaultMode() };
  const cache = openCache(options);
  const known = cache?.get();
  if (known !== undefined) return logged(known, options);
  const plan = createPlan(options);
  const { code, hash, builtBy } = await build(plan, options);
  const { functionNames } = checkBundle(code, options.workflows);
  const workflowNames = options.workflows.map(({ name }) => name);
  const made: WorkflowBundle = {
    code,
    hash,
    builtBy,
    warnings: [...plan.warnings, ...plan.raceWarnings],
    raceWarnings: plan.raceWarnings,
    workflowNames,
    functionNames,
    temporalModules: temporalModuleNames(options),
  };
  cache?.put(made, plan.inputs);
  return logged(made, options);
}

// --- internal ---

function logged(made: WorkflowBundle, { logger }: BundleOptions): WorkflowBundle {
  for (const warning of made.warnings) logger?.warn(warning);
  return made;
}

function defaultMode(): 'development' | 'production' {
  return process.env['NODE_ENV'] === 'production' ? 'production' : 'development';
}

type Built = Pick<WorkflowBundle, 'code' | 'hash' | 'builtBy'>;

async function build(plan: BundlePlan, options: BundleOptions): Promise<Built> {
  const wantsSdk = options.mode === 'production' || options.webpackConfigHook !== undefined;
  const fast = wantsSdk ? undefined : await bundleFast(plan, options);
  if (fast !== undefined) return { code: fillOrigins(fast, plan), hash: hashOf(fast), builtBy: 'esbuild' };
  const { bundleWithSdk } = require('./emit/sdk-bundler') as typeof import('./emit/sdk-bundler.ts');
  const code = await bundleWithSdk(plan, options);
  return {
    code: fillOrigins(code, plan),
    hash: hashOf(await toBehaviour(code, options.cwd ?? process.cwd())),
    builtBy: 'sdk',
  };
}

/** Our packages, which may be outside of `node_modules` in a repository. */
const OWN_FOLDERS = [
  ['@tfn/core', path.dirname(require.resolve('@tfn/core'))],
  ['@tfn/worker', path.dirname(__dirname)],
] as const;

/**
 * The code without what depends on function bodies or on the folders of the project and its packages: line breaks left by pruning, the
 * locations of packages, and names that webpack derives from absolute paths.
 */
async function toBehaviour(code: string, cwd: string): Promise<string> {
  const { transform } = require('esbuild') as typeof import('esbuild');
  const { code: compact } = await transform(code, {
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  let behaviour = compact.replaceAll(/"\?[\da-f]{4}"/g, '"?"');
  // Webpack names modules by their paths relative to the project.
  for (const [name, folder] of OWN_FOLDERS)
    behaviour = behaviour.replaceAll(`"${path.relative(cwd, folder).replaceAll('\\', '/')}/`, `"${name}/`);
  return behaviour.replaceAll(/"[^"\n]*\/node_modules\//g, '"');
}

/** Excludes the source map and the origins of stubs: both are for messages, and contain line numbers and absolute paths. */
function hashOf(code: string): string {
  return createHash('sha256')
    .update(code.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
    .digest('hex');
}
