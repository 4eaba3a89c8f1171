/**
 * What stands beside the JSON of a value: a tree of the same shape, with only the parts that JSON cannot express.
 * - A kind, such as "Date": the JSON at this location stands for a value of it.
 * - An object: the nodes of the fields, or of the items by index. '*' of a list means each of its items.
 * - [kind, object]: a value of that kind, such as a Map, with such parts in it.
 */
export type ValueNode = string | ValueNodes | readonly [kind: string, nodes: ValueNodes];

export interface ValueNodes {
  [key: string]: ValueNode;
}

/** The key under which each item of a list has the same node. */
export const EACH = '*';

/** An empty record, in which '__proto__' is a key like others. */
export function noNodes(): ValueNodes {
  return Object.create(null) as ValueNodes;
}
