import { registry } from '@tfn/core';
import type * as workerPackage from '@tfn/worker';
import type { BundleOptions, WorkflowBundle, WorkflowSource } from '@tfn/worker';

/** What a project's bundle is made of. */
export interface BundleSources {
  readonly root: string;
  readonly workflows: readonly WorkflowSource[];
  /** Further files that belong to it. */
  readonly files: readonly string[];
  /** Whether it has the workflows' side of traces. @default false */
  readonly traces?: boolean;
}

/** The workflows that this process has loaded, and where they are. */
export function bundleSources(root: string, { traces = false }: { traces?: boolean } = {}): BundleSources {
  const workflows = [...registry.workflows.values()].flatMap(({ name, source }) =>
    source === undefined ? [] : [{ name, file: source.file }],
  );
  const files = [...registry.triggers.values()].flatMap((trigger) =>
    trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
  );
  return { root, workflows, files, traces };
}

/** Bundles every workflow of a project, for the workers of all its task queues. */
export function bundleProject(
  { bundleWorkflows, workflowTraceModule }: typeof workerPackage,
  { root, workflows, files, traces = false }: BundleSources,
  mode: NonNullable<BundleOptions['mode']>,
): Promise<WorkflowBundle> {
  const workflowInterceptorModules = traces ? [workflowTraceModule()] : [];
  return bundleWorkflows({ workflows, files, cwd: root, mode, workflowInterceptorModules });
}
