import { registry } from '@tfn/core';
import type * as workerPackage from '@tfn/worker';
import type { BundleOptions, WorkflowBundle } from '@tfn/worker';
import type { ResolvedConfig } from '../config/resolve-config.ts';

/** Bundles every workflow of the project, for the workers of all its task queues. */
export function bundleProject(
  { bundleWorkflows }: typeof workerPackage,
  { root }: Pick<ResolvedConfig, 'root'>,
  mode: NonNullable<BundleOptions['mode']>,
): Promise<WorkflowBundle> {
  const workflows = [...registry.workflows.values()].flatMap(({ name, source }) =>
    source === undefined ? [] : [{ name, file: source.file }],
  );
  const files = [...registry.triggers.values()].flatMap((trigger) =>
    trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
  );
  return bundleWorkflows({ workflows, files, cwd: root, mode });
}
