import type { SearchAttributeUpdates } from '@tfn/core';
import { definedOnly, resolveOptions } from '@tfn/core/internal';
import { upsertMemo as upsert, upsertSearchAttributes as upsertLists, workflowInfo } from '@temporalio/workflow';
import { assertMemo } from '../../limits/payload-limit.ts';

/**
 * Sets fields of the memo, and removes those that are null. Without fields it does nothing: Temporal refuses an empty change, again and again.
 * @throws {TfnError} TFN_INPUT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function upsertMemo(memo: Readonly<Record<string, unknown>>): void {
  const changes = definedOnly(memo);
  if (Object.keys(changes).length === 0) return;
  assertMemo({ ...workflowInfo().memo, ...changes });
  upsert(changes);
}

/** Sets search attributes, and removes those that are null. @throws {TfnError} TFN_OPTIONS_INVALID */
export function upsertSearchAttributes(attributes: SearchAttributeUpdates): void {
  const changes = Object.entries(definedOnly(attributes));
  if (changes.length === 0) return;
  const set = Object.fromEntries(changes.filter(([, value]) => value !== null));
  resolveOptions('ctx.upsertSearchAttributes', { attributes: set }, { rules: { attributes: 'attributes' } });
  const lists = changes.map(([name, value]) => [name, value === null ? [] : [value].flat()] as const);
  // The SDK's other form needs the type of each attribute, which the server knows.
  // oxlint-disable-next-line typescript/no-deprecated -- as above
  upsertLists(Object.fromEntries(lists) as Parameters<typeof upsertLists>[0]);
}
