import type { SearchAttributeUpdates } from '@tfn/core';
import { upsertMemo as upsert, upsertSearchAttributes as upsertLists } from '@temporalio/workflow';

/** Sets fields of the memo, and removes those that are null. */
export function upsertMemo(memo: Readonly<Record<string, unknown>>): void {
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
