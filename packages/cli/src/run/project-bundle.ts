import { registry } from '@tfn/core';
import type * as workerPackage from '@tfn/worker';
import type { BundleOptions, WorkflowBundle, WorkflowSource } from '@tfn/worker';

/** What a project's bundle is made of. */
export interface BundleSources {
  readonly root: string;
  readonly workflows: readonly WorkflowSource[];
  /** Further files that belong to it. */
  readonly files: readonly string[];
}

/** The workflows that this process has loaded, and where they are. */
export function bundleSources(root: string): BundleSources {
  const workflows = [...registry.workflows.values()].flatMap(({ name, source }) =>
    source === undefined ? [] : [{ name, file: source.file }],
  );
  const files = [...registry.triggers.values()].flatMap((trigger) =>
    trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
  );
  return { root, workflows, files };
}

/** Bundles every workflow of a project, for the workers of all its task queues. */
export function bundleProject(
  { bundleWorkflows }: typeof workerPackage,
  { root, workflows, files }: BundleSources,
  mode: NonNullable<BundleOptions['mode']>,
): Promise<WorkflowBundle> {
  return bundleWorkflows({ workflows, files, cwd: root, mode });
}
