import { registry } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { bundleWorkflows } from '../bundle/index.ts';
import type { WorkflowBundle, WorkflowSource } from '../bundle/index.ts';
import type { Definitions } from './definitions.ts';
import { workerError } from '../errors.ts';
import { workflowTraceModuleFor } from '../telemetry/traces.ts';
import type { WorkerOptions } from '../lifecycle/worker-options.ts';

/**
 * The bundle that a worker runs workflows from: the given one, or one built from the registered workflows.
 * @throws {TfnError} TFN_WORKFLOW_UNLOCATED, TFN_BUNDLE_…
 */
export async function resolveBundle(
  definitions: Definitions,
  { bundle = {}, dataConverter, telemetry }: WorkerOptions,
): Promise<WorkflowBundle> {
  if ('code' in bundle) return bundle;
  return bundleWorkflows({
    ...bundle,
    ...(telemetry?.traces && {
      workflowInterceptorModules: [
        workflowTraceModuleFor(telemetry.traces),
        ...(bundle.workflowInterceptorModules ?? []),
      ],
    }),
    ...definedOnly({
      payloadConverterPath: dataConverter?.payloadConverterPath,
      failureConverterPath: dataConverter?.failureConverterPath,
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
