import type { SearchAttributeUpdates } from '@tfn/core';
import { definedOnly, resolveOptions } from '@tfn/core/internal';
import { upsertMemo as upsert, upsertSearchAttributes as upsertLists, workflowInfo } from '@temporalio/workflow';
import { assertMemo } from '../../limits/payload-limit.ts';
import { assertAttributes, lookUpAttributes } from '../../limits/search-attributes.ts';
import type { UnsentSteps } from '../unsent-steps.ts';

/**
 * Sets fields of the memo, and removes those that are null. Without fields it does nothing: Temporal refuses an empty change, again and again.
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_INPUT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function upsertMemo(memo: Readonly<Record<string, unknown>>): void {
  resolveOptions('ctx.upsertMemo', { memo: (memo as object | undefined) ?? null }, { rules: { memo: 'memo' } });
  const changes = definedOnly(memo);
  if (Object.keys(changes).length === 0) return;
  assertMemo('the workflow', { ...workflowInfo().memo, ...changes });
  upsert(changes);
}

/**
 * Makes `ctx.upsertSearchAttributes`. Attributes that Temporal turns out not to have end the workflow by `stop`.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function createUpsertSearchAttributes(
  stop: (error: unknown) => void,
  unsent: UnsentSteps,
): (attributes: SearchAttributeUpdates) => void {
  /** While attributes are looked up. */
  let last: Promise<void> | undefined;
  return (attributes) => {
    const changes = readChanges(attributes);
    if (Object.keys(changes).length === 0) return;
    const sent = { what: CALL, attributes: changes, present: workflowInfo().searchAttributes };
    assertAttributes(sent);
    const looking = lookUpAttributes(sent);
    if (looking === undefined && last === undefined) return apply(changes);
    const step: Promise<void> = Promise.all([looking, last])
      .then(() => apply(changes))
      .catch(stop)
      .finally(() => {
        if (last === step) last = undefined;
      });
    last = step;
    unsent.add(step);
  };
}

// --- internal ---

const CALL = 'ctx.upsertSearchAttributes';

/** The value of each attribute; null removes it. */
function readChanges(given: SearchAttributeUpdates): SearchAttributeUpdates {
  const isObject = typeof given === 'object' && (given as object | null) !== null;
  const changes: SearchAttributeUpdates = isObject ? definedOnly(given) : {};
  const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
  const attributes = isObject && !Array.isArray(given) ? set : ((given as unknown) ?? null);
  resolveOptions(CALL, { attributes }, { rules: { attributes: 'attributes' } });
  return changes;
}

function apply(changes: SearchAttributeUpdates): void {
  const lists = Object.entries(changes).map(([name, value]) => [name, value === null ? [] : [value].flat()] as const);
  // The SDK's other form needs the type of each attribute, which the server knows.
  // oxlint-disable-next-line typescript/no-deprecated -- as above
  upsertLists(Object.fromEntries(lists) as Parameters<typeof upsertLists>[0]);
}
