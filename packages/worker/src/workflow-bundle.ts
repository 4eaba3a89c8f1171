import { registry } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { bundleWorkflows } from './bundle/index.ts';
import type { WorkflowBundle, WorkflowSource } from './bundle/index.ts';
import type { Definitions } from './definitions.ts';
import { workerError } from './errors.ts';
import type { WorkerOptions } from './worker-options.ts';

/**
 * The bundle that a worker runs workflows from: the one it was given, or one made of what is registered.
 * @throws {TfnError} TFN_WORKFLOW_UNLOCATED, TFN_BUNDLE_…
 */
export async function obtainBundle(
  definitions: Definitions,
  { bundle = {}, dataConverter }: WorkerOptions,
): Promise<WorkflowBundle> {
  if ('code' in bundle) return bundle;
  return bundleWorkflows({
    ...bundle,
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

/** What to tell of functions that the workflows of a bundle may run, but that the worker of their task queue does not know. */
export function findUnregistered(bundle: WorkflowBundle, { functions }: Definitions): string[] {
  return bundle.functionNames
    .filter((name) => !functions.has(name) && registry.functions.get(name)?.options.taskQueue === undefined)
    .map(
      (name) =>
        `The function '${name}' stands in the files of the registered workflows, but is not registered: a workflow that runs it will fail. Register it: worker.register(${name}).`,
    );
}
