import { registry } from '@tfn/core';
import type { AnyRunnable } from '@tfn/core';
import { bundleWorkflows } from '@tfn/worker';
import type { WorkerOptions } from '@tfn/worker';

/** A bundle of all definitions. */
export interface AheadBundle {
  readonly definitions: readonly AnyRunnable[];
  readonly bundling: Promise<NonNullable<WorkerOptions['bundle']>>;
}

/** Whether there are just these. */
export function isCurrent(definitions: readonly AnyRunnable[]): boolean {
  const current = currentDefinitions();
  return current.length === definitions.length && current.every((def, index) => def === definitions[index]);
}

/**
 * Bundles while the server starts, once for as long as the definitions stay the same. What is wrong with the definitions is left to
 * the worker to say.
 */
export function bundleAhead(): AheadBundle {
  if (last !== undefined && isCurrent(last.definitions)) return last;
  const workflows = [...registry.workflows.values()].map(({ name, source }) => ({ name, file: source?.file ?? '' }));
  const files = [...registry.triggers.values()].flatMap((trigger) =>
    trigger.type === 'signal' && trigger.source !== undefined ? [trigger.source.file] : [],
  );
  const isComplete = workflows.length > 0 && workflows.every(({ file }) => file !== '');
  const bundling = isComplete
    ? bundleWorkflows({ ...BUNDLE_OPTIONS, workflows, files })
    : Promise.resolve(BUNDLE_OPTIONS);
  const made = { definitions: currentDefinitions(), bundling };
  last = made;
  bundling.catch(() => {
    if (last === made) last = undefined;
  });
  return made;
}

// --- internal ---

/** What test environments add to every bundle. */
const BUNDLE_OPTIONS: { readonly mode: 'development'; readonly workflowInterceptorModules: string[] } = {
  mode: 'development',
  workflowInterceptorModules: [require.resolve('../../../sandbox/interceptors')],
};

/** All definitions that there are now. */
function currentDefinitions(): AnyRunnable[] {
  return [...registry.functions.values(), ...registry.workflows.values()];
}

let last: AheadBundle | undefined;
