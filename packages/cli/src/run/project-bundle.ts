import { registry } from '@tfn/core';
import type * as workerPackage from '@tfn/worker';
import type { BundleOptions, OpenTelemetryMajor, WorkflowBundle, WorkflowSource } from '@tfn/worker';
import { projectPackages } from '../project/load-package.ts';
import { openTelemetryMajor } from './tracing.ts';

/** The sources of a project's workflow bundle. */
export interface BundleSources {
  readonly root: string;
  readonly workflows: readonly WorkflowSource[];
  /** Additional files to include. */
  readonly files: readonly string[];
  /** Includes workflow tracing for this major version of OpenTelemetry's SDK. @default none */
  readonly traces?: OpenTelemetryMajor | undefined;
}

/** The workflows that this process has loaded, with their files. */
export function bundleSources(root: string, { traces: traced = false }: { traces?: boolean } = {}): BundleSources {
  const workflows = [...registry.workflows.values()].flatMap(({ name, source }) =>
    source === undefined ? [] : [{ name, file: source.file }],
  );
  const files = [...registry.triggers.values()].flatMap((trigger) =>
    trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
  );
  const traces = traced ? openTelemetryMajor(projectPackages(root)) : undefined;
  return { root, workflows, files, traces };
}

/** Bundles every workflow of a project, for the workers of all its task queues. */
export function bundleProject(
  { bundleWorkflows, workflowTraceModule }: typeof workerPackage,
  { root, workflows, files, traces }: BundleSources,
  mode: NonNullable<BundleOptions['mode']>,
): Promise<WorkflowBundle> {
  const workflowInterceptorModules = traces === undefined ? [] : [workflowTraceModule(traces)];
  return bundleWorkflows({ workflows, files, cwd: root, mode, workflowInterceptorModules });
}
