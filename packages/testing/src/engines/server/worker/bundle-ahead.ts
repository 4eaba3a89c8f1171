import { registry } from '@tfn/core';
import type { AnyRunnable } from '@tfn/core';
import { bundleWorkflows } from '@tfn/worker';
import type { WorkerOptions } from '@tfn/worker';

/** A bundle of all definitions. */
export interface AheadBundle {
  readonly definitions: readonly AnyRunnable[];
  readonly bundling: Promise<NonNullable<WorkerOptions['bundle']>>;
}

/** Whether these are exactly the current definitions. */
export function isCurrent(definitions: readonly AnyRunnable[]): boolean {
  const current = currentDefinitions();
  return current.length === definitions.length && current.every((def, index) => def === definitions[index]);
}

/**
 * Bundles while the server starts, once as long as the definitions stay the same. Leaves it to the worker to report invalid
 * definitions.
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

/** The options of every bundle for test environments. */
export const BUNDLE_OPTIONS: { readonly mode: 'development'; readonly workflowInterceptorModules: string[] } = {
  mode: 'development',
  workflowInterceptorModules: [require.resolve('../../../sandbox/interceptors')],
};

// --- internal ---

/** All definitions in the registry. */
function currentDefinitions(): AnyRunnable[] {
  return [...registry.functions.values(), ...registry.workflows.values()];
}

let last: AheadBundle | undefined;
