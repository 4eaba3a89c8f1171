import type { Logger } from '@tfn/core';
import type { TemporalModuleNames } from '../definitions/temporal-module-names.ts';
import type { BundleOptions as SdkBundleOptions } from '@temporalio/worker';

/** What to bundle, and how. */
export interface BundleOptions {
  /** The workflows of the bundle, each with the file that defines it. */
  workflows: readonly WorkflowSource[];
  /** Other files to load, such as those with `tfn.signal` handlers. @default none */
  files?: readonly string[];
  /** The folder that relative paths and the user's packages are resolved from. @default the current working directory */
  cwd?: string;
  /**
   * `production` always uses the SDK's own bundler, `development` the faster linker on the SDK versions that it supports.
   * @default 'production' if NODE_ENV is 'production', else 'development'
   */
  mode?: 'development' | 'production';
  /** Whether to cache bundles on disk; a string is the folder to use. @default true */
  cache?: boolean | string;
  /** Packages to bundle although they appear to be for Node only. @default none */
  include?: readonly string[];
  /** Packages to replace by stubs although they appear to run in a workflow. @default none */
  stub?: readonly string[];
  /** @default silent */
  logger?: Logger;
  /** Modules whose export `interceptors` makes Temporal's workflow interceptors: files, or specifiers of packages. @default none */
  workflowInterceptorModules?: readonly string[];
  /** The module with the export `payloadConverter` that the worker has as `dataConverter.payloadConverterPath`. @default Temporal's */
  payloadConverterPath?: string;
  /** The module with the export `failureConverter` that the worker has as `dataConverter.failureConverterPath`. @default Temporal's */
  failureConverterPath?: string;
  /** Receives the final webpack configuration and returns the one to use. Implies the SDK's bundler. */
  webpackConfigHook?: SdkBundleOptions['webpackConfigHook'];
}

/** A workflow, and the file that defines it. */
export interface WorkflowSource {
  readonly name: string;
  readonly file: string;
}

/** The code from which a Temporal worker runs workflows. */
export interface WorkflowBundle {
  readonly code: string;
  /** A hash of the code: the same workflows have the same hash on every machine. */
  readonly hash: string;
  readonly builtBy: 'sdk' | 'esbuild';
  readonly warnings: readonly string[];
  /** Those of the warnings that are about races that lose messages, which a worker logs when it starts. */
  readonly raceWarnings?: readonly string[];
  readonly workflowNames: readonly string[];
  /** The functions that the bundle's workflows may call. */
  readonly functionNames: readonly string[];
  /** The converters and interceptors that it was built with. Unknown for a bundle of an earlier version. */
  readonly temporalModules?: TemporalModuleNames;
}
