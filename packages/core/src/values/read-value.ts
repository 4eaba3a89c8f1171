/**
 * Restores a value from its JSON and the nodes of the parts that JSON cannot express.
 * I1: nodes that do not fit the JSON are ignored, whoever wrote them: the value then is its JSON.
 * I2: only own properties are set, none of which is a prototype.
 */
import { sendError } from '../errors/send-errors.ts';
import { errorOfFields } from './errors-as-data.ts';
import { KINDS, SINGLE_KINDS } from './kinds.ts';
import { MAX_DEPTH } from './limits.ts';
import { EACH } from './node.ts';
import { setOwn } from './set-own.ts';

/** Changes the JSON into the value. @throws {TfnError} TFN_VALUE_KIND_UNKNOWN for a kind of a newer version */
export function readValue(json: unknown, node: unknown, depth: number = 0): unknown {
  if (depth > MAX_DEPTH) return json;
  if (typeof node === 'string') return readKind(json, node);
  if (Array.isArray(node)) {
    const [kind, nodes] = node as unknown[];
    return typeof kind === 'string' ? readKind(readParts(json, nodes, depth), kind) : json;
  }
  return readParts(json, node, depth);
}

// --- internal ---

function readKind(json: unknown, kind: string): unknown {
  const read = READERS.get(kind);
  if (read === undefined) throw sendError('TFN_VALUE_KIND_UNKNOWN', { kind });
  try {
    return read(json);
  } catch {
    // Text that the class does not accept.
    return json;
  }
}

const READERS: ReadonlyMap<string, (json: unknown) => unknown> = new Map<string, (json: unknown) => unknown>([
  ...SINGLE_KINDS,
  ...[...KINDS].map(([name, { read }]) => [name, read] as const),
  ['undefined', (json) => (json === null ? undefined : json)],
  // At the location of an item, which is then removed.
  ['hole', (json) => json],
  ['Error', errorOfFields],
  ['Set', (json) => (Array.isArray(json) ? new Set(json) : json)],
  ['Map', (json) => (Array.isArray(json) && json.every(isEntry) ? new Map(json) : json)],
]);

function isEntry(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function readParts(json: unknown, nodes: unknown, depth: number): unknown {
  if (typeof json !== 'object' || json === null || typeof nodes !== 'object' || nodes === null) return json;
  if (Array.isArray(json)) readItems(json, nodes, depth);
  else readFields(json as Record<string, unknown>, nodes as Record<string, unknown>, depth);
  return json;
}

function readItems(items: unknown[], nodes: object, depth: number): void {
  for (const [key, node] of Object.entries(nodes)) {
    if (key === EACH) for (const [index, item] of items.entries()) readItem(items, { index, node, item, depth });
    else if (Object.hasOwn(items, key) && key !== 'length')
      readItem(items, { index: Number(key), node: node as unknown, item: items[Number(key)], depth });
  }
}

interface Item {
  readonly index: number;
  readonly node: unknown;
  readonly item: unknown;
  readonly depth: number;
}

function readItem(items: unknown[], { index, node, item, depth }: Item): void {
  if (node === 'hole') Reflect.deleteProperty(items, index);
  else items[index] = readValue(item, node, depth + 1);
}

function readFields(fields: Record<string, unknown>, nodes: Record<string, unknown>, depth: number): void {
  for (const [key, node] of Object.entries(nodes)) {
    if (Object.hasOwn(fields, key)) setOwn(fields, key, readValue(fields[key], node, depth + 1));
    else if (node === 'undefined') setOwn(fields, key, undefined);
    // Else the field is missing, and so is what the node says of it.
  }
}
