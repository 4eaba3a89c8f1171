import { isTfnError } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';
import type { BundleOptions } from './bundle-options.ts';
import type { BundlePlan, Virtual } from './bundle-plan.ts';
import { bundleError } from './errors.ts';
import type { LoaderOptions } from './loader.ts';

/**
 * Bundles with Temporal's own bundler, through its public `webpackConfigHook`.
 * @throws {TfnError} TFN_BUNDLE_FAILED
 */
export async function bundleWithSdk(plan: BundlePlan, options: BundleOptions): Promise<string> {
  const {
    payloadConverterPath,
    failureConverterPath,
    workflowInterceptorModules = [],
    webpackConfigHook = (config) => config,
  } = options;
  const problems: (string | TfnError)[] = [];
  const bundle = bundleWorkflowCode({
    workflowsPath: ENTRY,
    workflowInterceptorModules: [...workflowInterceptorModules],
    preloadModules: [...plan.shared],
    ...(payloadConverterPath !== undefined && { payloadConverterPath }),
    ...(failureConverterPath !== undefined && { failureConverterPath }),
    logger: silent,
    webpackConfigHook: (config) => webpackConfigHook(configure(config, plan, problems)),
  });
  const { code } = await bundle.catch((error: unknown) => {
    const own = problems.find((problem) => typeof problem !== 'string');
    if (own !== undefined) throw own;
    throw bundleError(
      'TFN_BUNDLE_FAILED',
      { problems: problems.length > 0 ? problems.map(String) : [String(error)] },
      error,
    );
  });
  return code;
}

// --- internal ---

type Webpack = Parameters<NonNullable<SdkBundleOptions['webpackConfigHook']>>[0];

/** A file that stands for all modules that are none. */
const ENTRY = require.resolve('./entry');

const nothing = (): void => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

function configure(config: Webpack, plan: BundlePlan, problems: (string | TfnError)[]): Webpack {
  const virtuals = new Map<string, Virtual>();
  const toRequest = (virtual: Virtual): string => {
    virtuals.set(virtual.id, virtual);
    return `${ENTRY}?${encodeURIComponent(virtual.id)}`;
  };
  const options: LoaderOptions = { plan, virtuals };
  const use = { loader: require.resolve('./loader'), options };
  return {
    ...config,
    // The SDK's mode stays: names are readable in stacks, nothing that runs is left out, and webpack has less to do.
    optimization: { ...config.optimization, nodeEnv: plan.mode },
    output: { ...config.output, pathinfo: false },
    cache: false,
    plugins: [
      ...(config.plugins ?? []),
      (compiler) => {
        compiler.hooks.normalModuleFactory.tap('tfn', (factory) => {
          factory.hooks.beforeResolve.tap('tfn', (data) => {
            const from = data.contextInfo.issuer.replace(/\?.*$/, '');
            if (data.request === ENTRY) data.request = toRequest(plan.entry);
            else if (from !== '' && !data.request.startsWith('__temporal_custom')) redirect(data, plan, toRequest);
          });
        });
        compiler.hooks.done.tap('tfn', ({ compilation }) => {
          for (const file of compilation.fileDependencies) plan.inputs.add(file);
          problems.push(...compilation.errors.map((error) => describeProblem(error as Problem)));
        });
      },
    ],
    externals: [],
    // Every specifier has been resolved already (see redirect): what webpack would look for again takes half of its time.
    resolve: {
      ...config.resolve,
      modules: [],
      extensions: [],
      extensionAlias: {},
      symlinks: false,
      descriptionFiles: [],
      mainFields: [],
      aliasFields: [],
      exportsFields: [],
      importsFields: [],
    },
    module: {
      ...config.module,
      rules: [
        { resource: ENTRY, use, type: 'javascript/auto' },
        {
          test: /\.[cm]?[jt]sx?$/,
          resource: { not: [/[\\/]node_modules[\\/]/, ENTRY] },
          use,
          type: 'javascript/auto',
          sideEffects: true,
        },
        {
          test: (file: string) => /[\\/]node_modules[\\/]/.test(file) && plan.sourceOf(file) !== undefined,
          use,
          type: 'javascript/auto',
          sideEffects: true,
        },
      ],
    },
  };
}

interface Problem {
  readonly message: string;
  /** What a loader threw. */
  readonly error?: unknown;
  readonly module?: { readonly resource?: string } | null;
}

interface ModuleRequest {
  request: string;
  readonly dependencyType: string;
  readonly contextInfo: { readonly issuer: string };
}

function redirect(data: ModuleRequest, plan: BundlePlan, toRequest: (virtual: Virtual) => string): void {
  const target = plan.resolve(
    data.contextInfo.issuer.replace(/\?.*$/, ''),
    data.request,
    data.dependencyType === 'esm' ? 'import' : 'require',
  );
  if (target.kind === 'file') data.request = target.file;
  if (target.kind === 'virtual') data.request = toRequest(target);
}

function describeProblem({ message, error, module }: Problem): string | TfnError {
  if (isTfnError(error)) return error;
  const text = message
    .replace(/^Module (?:build failed|parse failed|not found):?\s*/, '')
    .split('\n')
    .slice(0, 4)
    .join('\n    ');
  return module?.resource === undefined ? text : `${module.resource}: ${text}`;
}
