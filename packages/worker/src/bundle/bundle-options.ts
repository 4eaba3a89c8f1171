import type { Logger } from '@tfn/core';
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';

/** What is bundled, and how. */
export interface BundleOptions {
  /** The workflows that the bundle must offer, each with the file whose code defines it. */
  workflows: readonly WorkflowSource[];
  /** Further files to load, such as those with `tfn.signal` handlers. @default none */
  files?: readonly string[];
  /** Relative paths start here, and the user's packages are looked for from here. @default the process's */
  cwd?: string;
  /**
   * `production` always uses the SDK's own bundler, `development` the faster linker where it is known to work.
   * @default 'production' where NODE_ENV is, else 'development'
   */
  mode?: 'development' | 'production';
  /** Whether bundles are kept on disk; a string names the directory. @default true */
  cache?: boolean | string;
  /** Packages to bundle for real, although they look as if they were for Node only. @default none */
  include?: readonly string[];
  /** Packages to replace by stubs, although they look as if they would run in a workflow. @default none */
  stub?: readonly string[];
  /** @default silent */
  logger?: Logger;
  /** Modules that export Temporal workflow interceptors. */
  workflowInterceptorModules?: readonly string[];
  payloadConverterPath?: string;
  failureConverterPath?: string;
  /** Changes the webpack configuration last. Implies the SDK's bundler. */
  webpackConfigHook?: SdkBundleOptions['webpackConfigHook'];
}

/** A workflow, and the file whose code defines it. */
export interface WorkflowSource {
  readonly name: string;
  readonly file: string;
}

/** Code that a Temporal worker runs workflows from. */
export interface WorkflowBundle {
  readonly code: string;
  /** A hash of the code: the same workflows give the same hash on every machine. */
  readonly hash: string;
  readonly builtBy: 'sdk' | 'esbuild';
  readonly warnings: readonly string[];
  readonly workflowNames: readonly string[];
  /** The functions that the bundle's workflows may run. */
  readonly functionNames: readonly string[];
}
