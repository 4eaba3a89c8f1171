/** What a namespace of Temporal accepts as search attributes. */
import { describe, nearestName } from '@tfn/core/internal';

/** The search attributes of a namespace: for each name Temporal's number of its type. */
export type AttributeTypes = Readonly<Record<string, number>>;

/** The values to set by name; null removes an attribute. */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** The activity that asks Temporal again, when a worker does not know an attribute: it may have been registered since the worker started. */
export const CHECK_ATTRIBUTES_FUNCTION = 'tfn.checkSearchAttributes';

/** Whether only Temporal itself sets the attribute. */
export function isSetByTemporal(name: string): boolean {
  return SET_BY_TEMPORAL.test(name);
}

/** Why Temporal would refuse the attributes, each with its name; empty when it accepts them. */
export function findAttributeProblems(types: AttributeTypes, attributes: AttributeValues): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (!Object.hasOwn(types, name)) return unknown(name, Object.keys(types));
    const [typeName, fits] = TYPES[types[name] as number] ?? ['', () => true];
    const values = [value ?? []].flat();
    const isList = typeName === 'KeywordList';
    if (values.every(fits) && (isList || values.length <= 1)) return [];
    const given = values.length > 1 ? 'a list' : describe(values[0]);
    return `'${name}' has the type ${typeName}, but the value is ${given}`;
  });
}

// --- internal ---

const SET_BY_TEMPORAL =
  /^((Parent|Root)?(WorkflowId|RunId)|WorkflowType|StartTime|ExecutionTime|CloseTime|ExecutionStatus|TaskQueue|HistoryLength|HistorySizeBytes|ExecutionDuration|StateTransitionCount)$/;

const isText = (value: unknown): boolean => typeof value === 'string' || isDate(value);

/** By Temporal's IndexedValueType. */
const TYPES: Readonly<Record<number, readonly [name: string, fits: (value: unknown) => boolean]>> = {
  1: ['Text', isText],
  2: ['Keyword', isText],
  3: ['Int', Number.isInteger],
  4: ['Double', Number.isFinite],
  5: ['Bool', (value) => typeof value === 'boolean'],
  6: ['Datetime', (value) => isDate(value) || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))],
  7: ['KeywordList', isText],
};

/** A date of any realm. */
function isDate(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function unknown(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `'${name}' is not registered${nearest === undefined ? '' : ` (did you mean '${nearest}'?)`}`;
}
