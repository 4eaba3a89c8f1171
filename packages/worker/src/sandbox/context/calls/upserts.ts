import type { SearchAttributeUpdates } from '@tfn/core';
import { upsertMemo as upsert, upsertSearchAttributes as upsertLists, workflowInfo } from '@temporalio/workflow';
import { assertMemo } from '../../limits/payload-limit.ts';

/** Sets fields of the memo, and removes those that are null. @throws {TfnError} TFN_INPUT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE */
export function upsertMemo(memo: Readonly<Record<string, unknown>>): void {
  assertMemo({ ...workflowInfo().memo, ...memo });
  upsert({ ...memo });
}

/** Sets search attributes, and removes those that are null. */
export function upsertSearchAttributes(attributes: SearchAttributeUpdates): void {
  const lists = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, value === null ? [] : [value].flat()] as const);
  // The SDK's other form needs the type of each attribute, which the server knows.
  // oxlint-disable-next-line typescript/no-deprecated -- as above
  upsertLists(Object.fromEntries(lists) as Parameters<typeof upsertLists>[0]);
}
