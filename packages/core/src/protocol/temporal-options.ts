/**
 * Start options, or those of a child workflow, as Temporal's SDK takes them. Undefined fields are left out, and `onDuplicate`, for
 * which the SDK has two options.
 */
export function toTemporalOptions(options: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && name !== 'onDuplicate')
      result[TEMPORAL_NAMES.get(name) ?? name] = name === 'searchAttributes' ? toLists(value as object) : value;
  return result;
}

// --- internal ---

/** Options that Temporal's SDK calls by another name. */
const TEMPORAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['executionTimeout', 'workflowExecutionTimeout'],
  ['runTimeout', 'workflowRunTimeout'],
]);

/** Temporal's form of search attributes: a list of values for each. */
function toLists(attributes: object): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value].flat()]));
}
