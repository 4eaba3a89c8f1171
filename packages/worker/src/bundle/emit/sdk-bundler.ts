import path from 'node:path';
import { isTfnError } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';
import type { BundleOptions } from '../bundle-options.ts';
import type { BundlePlan } from '../plan/bundle-plan.ts';
import type { Virtual } from '../plan/virtual-modules.ts';
import { bundleError } from '../../shared/errors.ts';
import type { LoaderOptions } from './loader.ts';

/**
 * Bundles with Temporal's own bundler, through its public `webpackConfigHook`.
 * @throws {TfnError} TFN_BUNDLE_FAILED
 */
export async function bundleWithSdk(plan: BundlePlan, options: BundleOptions): Promise<string> {
  const { webpackConfigHook = (config) => config, cwd = process.cwd() } = options;
  const problems: (string | TfnError)[] = [];
  const bundle = bundleWorkflowCode({
    workflowsPath: ENTRY,
    workflowInterceptorModules: [...plan.interceptors],
    preloadModules: [...plan.shared],
    logger: silent,
    webpackConfigHook: (config) => webpackConfigHook(configure(config, { plan, problems, cwd: path.resolve(cwd) })),
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

/** The file that all virtual modules are requests of. */
const ENTRY = require.resolve('./entry');

const nothing = (): void => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

interface Input {
  /** Absolute. */
  readonly cwd: string;
  readonly plan: BundlePlan;
  /** Collects errors. */
  readonly problems: (string | TfnError)[];
}

function configure(config: Webpack, { plan, problems, cwd }: Input): Webpack {
  const virtuals = new Map<string, Virtual>();
  const toRequest = (virtual: Virtual): string => {
    virtuals.set(virtual.id, virtual);
    return `${ENTRY}?${encodeURIComponent(virtual.id)}`;
  };
  const redirect = (data: ModuleRequest): void => {
    const kind = data.dependencyType === 'esm' ? 'import' : 'require';
    const target = plan.resolve(data.contextInfo.issuer.replace(/\?.*$/, ''), data.request, kind);
    if (target.kind === 'virtual') data.request = toRequest(target);
    else if (target.kind === 'file') data.request = target.file;
  };
  const options: LoaderOptions = { plan, virtuals };
  const use = { loader: require.resolve('./loader'), options };
  return {
    ...config,
    // Names modules by their paths in the project, so that its bundle is the same wherever the project is.
    context: cwd,
    // Keeps the SDK's mode: readable names in stacks, no code removed, and less work for webpack.
    optimization: { ...config.optimization, nodeEnv: plan.mode },
    output: { ...config.output, pathinfo: false },
    cache: false,
    plugins: [
      ...(config.plugins ?? []),
      (compiler) => {
        compiler.hooks.normalModuleFactory.tap('tfn', (factory) => {
          factory.hooks.beforeResolve.tap('tfn', (data) => {
            if (data.request === ENTRY) data.request = toRequest(plan.entry);
            else if (data.contextInfo.issuer !== '' && !data.request.startsWith(`${ENTRY}?`)) redirect(data);
          });
        });
        compiler.hooks.done.tap('tfn', ({ compilation }) => {
          for (const file of compilation.fileDependencies) plan.inputs.add(file);
          problems.push(...compilation.errors.map((error) => describeProblem(error as Problem)));
        });
      },
    ],
    externals: [],
    // `redirect` has resolved every specifier; searching again would take half of webpack's time.
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
  /** The error that a loader threw. */
  readonly error?: unknown;
  readonly module?: { readonly resource?: string } | null;
}

interface ModuleRequest {
  request: string;
  readonly dependencyType: string;
  readonly contextInfo: { readonly issuer: string };
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
