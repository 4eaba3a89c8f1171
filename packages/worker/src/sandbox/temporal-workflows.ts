import { registry } from '@tfn/core';
import type { VersioningBehavior } from '@tfn/core';
import { INVOKE_WORKFLOW_TYPE } from '@tfn/core/internal';
import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { toTemporalName } from './context/calls/temporal-name.ts';
import { encodeFailures } from './execution/encode-failures.ts';
import { invokeFunction } from './execution/invoke-function.ts';
import { executeParsed } from './schemas/execute-parsed.ts';

/** A workflow function in the SDK's form. */
export type TemporalWorkflow = (...args: unknown[]) => Promise<unknown>;

/**
 * The module that a bundle exports: each workflow of the registry under its name, and the built-in one by which a client
 * invokes a function without a workflow. Names that the registry lacks are left out: the bundle's check reports them.
 */
export function toTemporalWorkflows(names: readonly string[]): Record<string, TemporalWorkflow> {
  const workflows: Record<string, TemporalWorkflow> = {
    [INVOKE_WORKFLOW_TYPE]: toTemporalWorkflow(invokeFunction as TemporalWorkflow, undefined),
  };
  for (const name of names) {
    const def = registry.workflows.get(name);
    if (def !== undefined)
      workflows[name] = toTemporalWorkflow((...args) => executeParsed(def, args), def.options.versioningBehavior);
  }
  return workflows;
}

// --- internal ---

function toTemporalWorkflow(execute: TemporalWorkflow, versioning: VersioningBehavior | undefined): TemporalWorkflow {
  const run: TemporalWorkflow = (...args) => {
    encodeFailures();
    return execute(...args);
  };
  // Temporal refuses the task of a worker without versions that has a behavior, and would retry it forever.
  if (versioning !== undefined)
    setWorkflowOptions(() => (hasVersions() ? { versioningBehavior: toTemporalName(versioning) } : {}), run);
  return run;
}

function hasVersions(): boolean {
  return (workflowInfo().currentDeploymentVersion?.deploymentName ?? '') !== '';
}
