/**
 * Keeps a workflow from sending search attributes that Temporal refuses: the server would refuse the workflow task, again and again.
 * I1: the sizes are those of Temporal's defaults, the same on every replay.
 * I2: which attributes exist is the worker's knowledge of its start, and may be old. So an attribute that it does not know is looked up by a local
 *     activity, behind the marker of a patch: a replay, by a worker that knows another list, does what the marker says.
 * I3: workflows whose attributes are known pay nothing, and their histories contain nothing more.
 */
import { inputError, sizeOfFields } from '@tfn/core/internal';
import type { ResolvedFunctionOptions } from '@tfn/core';
import { CancellationScope, defaultPayloadConverter, patched, workflowInfo } from '@temporalio/workflow';
import { runActivity } from '../context/run-function.ts';
import { runError } from '../../shared/errors.ts';
import { readSettings } from '../../shared/sandbox-settings.ts';
import { CHECK_ATTRIBUTES_FUNCTION, findAttributeProblems, isSetByTemporal } from '../../shared/search-attributes.ts';
import type { AttributeValues } from '../../shared/search-attributes.ts';
import { activator } from '../sdk/activator.ts';

/** Attributes that a command sets. */
export interface SentAttributes {
  /** Of whom, or which call. */
  readonly what: string;
  readonly attributes: AttributeValues;
  /** Those that the execution has already. */
  readonly present?: AttributeValues;
}

/**
 * Checks the number and the sizes of attributes.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertAttributes({ what, attributes, present = {} }: SentAttributes): void {
  const names = Object.keys(attributes);
  const problems = names.flatMap((name) => {
    if (isSetByTemporal(name)) return `searchAttributes.${name}: only Temporal sets it`;
    const size = toPayload(attributes[name]).data?.length ?? 0;
    return size > LARGEST ? `searchAttributes.${name}: ${size} bytes are more than ${LARGEST}, Temporal's limit` : [];
  });
  if (names.length > MOST) problems.push(`searchAttributes: ${names.length} are more than ${MOST}, Temporal's limit`);
  const all = Object.entries({ ...present, ...attributes }).map(([name, value]) => [name, toPayload(value)] as const);
  const total = sizeOfFields(Object.fromEntries(all));
  if (total > LARGEST_TOTAL)
    problems.push(`searchAttributes: ${total} bytes in all are more than ${LARGEST_TOTAL}, Temporal's limit`);
  if (problems.length > 0) throw inputError('TFN_OPTIONS_INVALID', { what, problems });
}

/**
 * Asks Temporal about attributes that the worker does not know; undefined when it knows all of them. Resolves when Temporal has them.
 * @throws {TfnError} TFN_SEARCH_ATTRIBUTES_REFUSED
 */
export function lookUpAttributes({ what, attributes }: SentAttributes): Promise<void> | undefined {
  const run = activator();
  const number = (counts.get(run) ?? 0) + 1;
  counts.set(run, number);
  const { searchAttributes: types } = readSettings();
  const isDoubtful =
    workflowInfo().unsafe.isReplaying || (types !== undefined && findAttributeProblems(types, attributes).length > 0);
  return isDoubtful && patched(`${MARKER}${number}`) ? ask(what, attributes) : undefined;
}

// --- internal ---

/** The defaults of Temporal's server: bytes of one value, of all together, and how many. */
const LARGEST = 2048;
const LARGEST_TOTAL = 40 * 1024;
const MOST = 100;

/** The beginning of the id of a patch whose marker says that attributes were looked up. */
const MARKER = 'tfn.search-attributes.';

/** How many times each execution has set attributes. */
const counts = new WeakMap<object, number>();

const LOOK_UP: ResolvedFunctionOptions = {
  local: true,
  startToCloseTimeout: 10_000,
  retry: { maximumAttempts: 3 },
};

async function ask(what: string, attributes: AttributeValues): Promise<void> {
  const problems = (await CancellationScope.nonCancellable(() =>
    runActivity(CHECK_ATTRIBUTES_FUNCTION, [attributes], LOOK_UP),
  ).catch(() => [])) as readonly string[];
  const { namespace } = workflowInfo();
  if (problems.length > 0) throw runError('TFN_SEARCH_ATTRIBUTES_REFUSED', { what, namespace, problems });
}

function toPayload(value: unknown): ReturnType<typeof defaultPayloadConverter.toPayload> {
  return defaultPayloadConverter.toPayload([value ?? []].flat());
}
