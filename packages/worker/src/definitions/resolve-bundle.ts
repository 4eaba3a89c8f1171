import { registry } from '@tfn/core';
import { bundleWorkflows } from '../bundle/index.ts';
import type { WorkflowBundle, WorkflowSource } from '../bundle/index.ts';
import { temporalModuleNames } from './temporal-module-names.ts';
import { assertBuiltWith, toBundleModules } from './bundle-modules.ts';
import type { Definitions } from './definitions.ts';
import { workerError } from '../errors.ts';
import { workflowTraceModuleFor } from '../telemetry/traces.ts';
import type { WorkerOptions } from '../lifecycle/worker-options.ts';

/**
 * The bundle that a worker runs workflows from: the given one, or one built from the registered workflows.
 * @throws {TfnError} TFN_WORKFLOW_UNLOCATED, TFN_WORKER_OPTIONS, TFN_BUNDLE_…
 */
export async function resolveBundle(definitions: Definitions, options: WorkerOptions): Promise<WorkflowBundle> {
  const { bundle = {}, telemetry } = options;
  const modules = toBundleModules(options, 'code' in bundle ? {} : bundle);
  if ('code' in bundle) {
    assertBuiltWith(bundle, temporalModuleNames(modules));
    return bundle;
  }
  return bundleWorkflows({
    ...modules,
    ...(telemetry?.traces && {
      workflowInterceptorModules: [
        workflowTraceModuleFor(telemetry.traces),
        ...(modules.workflowInterceptorModules ?? []),
      ],
    }),
    workflows: [...definitions.workflows.values()].map(({ name, source }): WorkflowSource => {
      if (source === undefined) throw workerError('TFN_WORKFLOW_UNLOCATED', { name });
      return { name, file: source.file };
    }),
    files: [...registry.triggers.values()].flatMap((trigger) =>
      trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
    ),
  });
}
