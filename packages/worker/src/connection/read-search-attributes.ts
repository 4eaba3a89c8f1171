import type { NativeConnection } from '@temporalio/worker';
import type { Activity } from '../activities/activity.ts';
import { findAttributeProblems } from '../shared/search-attributes.ts';
import type { AttributeTypes, AttributeValues } from '../shared/search-attributes.ts';

/** The search attributes of a namespace; undefined where the server, or the credentials, do not allow to list them. */
export async function readSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<AttributeTypes | undefined> {
  try {
    const { customAttributes, systemAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return { ...systemAttributes, ...customAttributes };
  } catch {
    return undefined;
  }
}

/** Makes the activity that finds why Temporal would refuse search attributes. When they cannot be read, Temporal itself decides. */
export function createAttributesCheck(connection: NativeConnection, namespace: string): Activity {
  return async (attributes) => {
    const types = await readSearchAttributes(connection, namespace);
    return types === undefined ? [] : findAttributeProblems(types, attributes as AttributeValues);
  };
}
