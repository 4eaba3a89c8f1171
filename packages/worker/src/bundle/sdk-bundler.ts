import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';
import type { BundleOptions } from './bundle-options.ts';
import { bundleError } from './errors.ts';

type Webpack = Parameters<NonNullable<SdkBundleOptions['webpackConfigHook']>>[0];

/** Bundles with Temporal's own bundler. `entrySource` is what the entry holds. */
export async function bundleWithSdk(options: BundleOptions, entrySource: string): Promise<string> {
  const { payloadConverterPath, failureConverterPath, workflowInterceptorModules = [], webpackConfigHook = (config) => config } = options;
  const entry = require.resolve('./entry');
  const problems: string[] = [];
  const bundle = bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: [...workflowInterceptorModules],
    ...(payloadConverterPath !== undefined && { payloadConverterPath }),
    ...(failureConverterPath !== undefined && { failureConverterPath }),
    logger: silent,
    webpackConfigHook: (config) => webpackConfigHook(configure(config, { entry, entrySource, problems })),
  });
  const { code } = await bundle.catch((error: unknown) => {
    throw bundleError('TFN_BUNDLE_FAILED', { problems: problems.length > 0 ? problems : [String(error)] }, error);
  });
  return code;
}

// --- internal ---

const nothing = (): void => {};
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

function configure(config: Webpack, { entry, entrySource, problems }: { entry: string; entrySource: string; problems: string[] }): Webpack {
  const loader = require.resolve('./loader');
  return {
    ...config,
    plugins: [
      ...(config.plugins ?? []),
      (compiler) => {
        compiler.hooks.done.tap('tfn', ({ compilation }) => {
          problems.push(...compilation.errors.map((error) => error.message));
        });
      },
    ],
    resolve: {
      ...config.resolve,
      extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
      extensionAlias: { '.js': ['.ts', '.tsx', '.js'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'], '.jsx': ['.tsx', '.jsx'] },
      alias: {
        ...(config.resolve?.alias as Record<string, string | false>),
        '@tfn/core$': require.resolve('@tfn/core'),
        '@tfn/client$': require.resolve('@tfn/core'),
        '@tfn/worker$': require.resolve('@tfn/core'),
        '@tfn/testing$': require.resolve('@tfn/core'),
        '@temporalio/workflow': path.dirname(require.resolve('@temporalio/workflow/package.json')),
      },
    },
    module: {
      ...config.module,
      rules: [
        { resource: entry, use: { loader, options: { source: entrySource } } },
        { test: /\.[cm]?[jt]sx?$/, resource: { not: [/[\\/]node_modules[\\/]/, entry] }, use: { loader }, sideEffects: true },
      ],
    },
  };
}
