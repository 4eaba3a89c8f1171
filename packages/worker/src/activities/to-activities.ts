import { kindOf, SCHEMA_ACTIVITY } from '@tfn/core/internal';
import { createDefinitions } from '../definitions/definitions.ts';
import { toActivity } from './activity.ts';
import type { Activity } from './activity.ts';
import { createSchemaActivity } from './schema-activity.ts';

/**
 * Makes the `activities` of functions, for a Worker of Temporal's SDK that you create yourself. Takes functions, and modules that export them;
 * the code of workflows among them comes from `buildWorkflowBundle` or `bundleWorkflows`, their schemas are applied by an activity of ours.
 * @example const worker = await Worker.create({ activities: toActivities(functions), workflowBundle: { code }, … });
 * @throws {TfnError} TFN_REGISTER_INVALID, TFN_REGISTER_DUPLICATE, TFN_MODULE_INVALID, TFN_FUNCTION_UNIMPLEMENTED
 */
export function toActivities(...given: readonly object[]): Record<string, Activity> {
  const definitions = createDefinitions(undefined);
  for (const one of given)
    if (kindOf(one) === undefined) definitions.addModule(one, 'the module');
    else definitions.add(one);
  definitions.assertImplemented();
  // The SDK's own limits apply.
  return Object.fromEntries([
    [SCHEMA_ACTIVITY, createSchemaActivity(definitions.workflows)],
    ...[...definitions.functions].map(([name, def]) => [name, toActivity(def, { checkResult: true })] as const),
  ]);
}
