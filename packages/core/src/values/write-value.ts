/**
 * Turns a value that JSON alone cannot carry into JSON and the nodes of the parts that JSON cannot express.
 * I1: what cannot come out equal at the other end is refused with its location; nothing is left out or changed silently.
 * I2: the value is only read, and shared parts are copied.
 */
import { isErrorLike, messageOf } from '../errors/thrown/thrown-fields.ts';
import { classWords, hasMembers, prototypesOf, tagOf } from './class-of.ts';
import { fieldsOfError } from './errors-as-data.ts';
import { KINDS, kindNameOf } from './kinds.ts';
import { MAX_DEPTH, MAX_PARTS } from './limits.ts';
import { EACH, noNodes } from './node.ts';
import type { ValueNode, ValueNodes } from './node.ts';
import { located, refuse, toRefusal } from './refused.ts';
import { setOwn } from './set-own.ts';

/** What is written: 'json' refuses what JSON cannot express. */
export type ValuesMode = 'rich' | 'json';

/** Plain JSON, and what it does not say. */
export interface WrittenValue {
  readonly json: unknown;
  readonly node: ValueNode | undefined;
}

/** @throws {RefusedValue} for what cannot be sent */
export function writeValue(value: unknown, mode: ValuesMode): WrittenValue {
  try {
    return write({ mode, parents: [], parts: 0 }, value, '');
  } catch (error) {
    throw toRefusal(error);
  }
}

// --- internal ---

interface Writing {
  readonly mode: ValuesMode;
  readonly parents: object[];
  parts: number;
}

const TOO_MANY = `in a value of more than ${MAX_PARTS} parts`;

function write(writing: Writing, value: unknown, key: string): WrittenValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { json: value, node: undefined };
    case 'number':
      return writeNumber(writing, value);
    case 'bigint':
      return special(writing, 'a bigint', { json: String(value), node: 'bigint' });
    case 'undefined':
      return special(writing, 'undefined', { json: null, node: 'undefined' });
    case 'object':
      return value === null ? { json: null, node: undefined } : enter(writing, value, key);
    default:
      return refuse(`a ${typeof value}`);
  }
}

function writeNumber(writing: Writing, value: number): WrittenValue {
  if (Object.is(value, -0)) return { json: 0, node: writing.mode === 'rich' ? '-0' : undefined };
  if (Number.isFinite(value)) return { json: value, node: undefined };
  return special(writing, String(value), { json: String(value), node: 'number' });
}

/** A part that JSON cannot express. */
function special({ mode }: Writing, words: string, written: WrittenValue): WrittenValue {
  if (mode === 'json') refuse(`${words}, which JSON cannot express`);
  return written;
}

function enter(writing: Writing, value: object, key: string): WrittenValue {
  const { parents } = writing;
  if (parents.includes(value)) refuse('circular: it contains itself');
  if (parents.length >= MAX_DEPTH) refuse(`nested more than ${MAX_DEPTH} levels deep`);
  if (++writing.parts > MAX_PARTS) refuse(TOO_MANY);
  parents.push(value);
  try {
    return writeObject(writing, value, key);
  } finally {
    parents.pop();
  }
}

function writeObject(writing: Writing, value: object, key: string): WrittenValue {
  if (Array.isArray(value)) {
    if (hasMembers(prototypesOf(value).slice(0, -1))) refuseClass(value);
    return writeItems(writing, value);
  }
  if (isErrorLike(value)) {
    const { json, node } = writeFields(
      writing,
      read(() => fieldsOfError(value)),
    );
    return special(writing, 'an error', { json, node: ofKind('Error', node) });
  }
  const tag = tagOf(value);
  const prototypes = prototypesOf(value);
  return (
    writeKind(writing, { value, prototypes, name: kindNameOf(value, tag) }) ??
    writeCollection(writing, { value, prototypes, name: tag }) ??
    writeOther(writing, { value, prototypes, key })
  );
}

/** An object, and the kind that it seems to be of. */
interface Instance {
  readonly value: object;
  readonly prototypes: readonly object[];
  readonly name: string;
}

function writeKind(writing: Writing, { value, prototypes, name }: Instance): WrittenValue | undefined {
  const kind = KINDS.get(name);
  if (kind === undefined || hasMembers(prototypes.slice(0, -kind.depth))) return undefined;
  const json = attempt(() => kind.write(value));
  return json === undefined ? undefined : special(writing, `a ${name}`, { json, node: name });
}

function writeCollection(writing: Writing, { value, prototypes, name }: Instance): WrittenValue | undefined {
  if ((name !== 'Map' && name !== 'Set') || hasMembers(prototypes.slice(0, -1))) return undefined;
  const isMap = name === 'Map';
  const items = attempt(() =>
    isMap
      ? [...(Map.prototype.entries.call(value) as Iterable<unknown>)]
      : [...(Set.prototype.values.call(value) as Iterable<unknown>)],
  );
  if (items === undefined) return undefined;
  if (writing.mode === 'json') refuse(`a ${name}, which JSON cannot express`);
  const { json, node } = writeItems(writing, items);
  return { json, node: ofKind(name, node) };
}

function writeOther(
  writing: Writing,
  { value, prototypes, key }: Omit<Instance, 'name'> & { key: string },
): WrittenValue {
  if (typeof read(() => (value as { then?: unknown }).then) === 'function')
    refuse('a promise: did you forget an await?');
  const toJSON = read(() => (value as { toJSON?: unknown }).toJSON);
  if (typeof toJSON === 'function') return writeOwnJson(writing, value, () => toJSON.call(value, key) as unknown);
  if (hasMembers(prototypes)) refuseClass(value);
  return writeFields(writing, value);
}

/** What a class makes of itself for JSON; its reader gets that. */
function writeOwnJson(writing: Writing, value: object, toJSON: () => unknown): WrittenValue {
  let made: unknown;
  try {
    made = toJSON();
  } catch (error) {
    refuse(`${classWords(value)}, whose toJSON() throws '${messageOf(error)}'`);
  }
  if (made === undefined || typeof made === 'function' || typeof made === 'symbol')
    refuse(`${classWords(value)}, whose toJSON() returns ${made === undefined ? 'undefined' : `a ${typeof made}`}`);
  if (typeof made !== 'object' || made === null) return write(writing, made, '');
  // Once it has said what its data is, its methods are not asked for, nor is toJSON() again.
  const isData = made === value || typeof (made as { toJSON?: unknown }).toJSON === 'function';
  if (!isData || KINDS.has(tagOf(made))) return write(writing, made, '');
  return writeFields(writing, made);
}

function writeItems(writing: Writing, items: readonly unknown[]): WrittenValue {
  if ((writing.parts += items.length) > MAX_PARTS) refuse(TOO_MANY);
  const json: unknown[] = [];
  let nodes: ValueNodes | undefined;
  for (let index = 0; index < items.length; index += 1) {
    try {
      const written = write(writing, items[index], String(index));
      json.push(written.json);
      if (written.node !== undefined) (nodes ??= noNodes())[index] = index in items ? written.node : 'hole';
    } catch (error) {
      throw located(error, index);
    }
  }
  return { json, node: nodes && shorten(nodes, items.length) };
}

/** One node in place of many that are equal. */
function shorten(nodes: ValueNodes, length: number): ValueNodes {
  const all = Object.values(nodes);
  if (length < 2 || all.length !== length) return nodes;
  const first = JSON.stringify(all[0]);
  if (all.some((node) => JSON.stringify(node) !== first)) return nodes;
  const short = noNodes();
  short[EACH] = all[0] as ValueNode;
  return short;
}

function writeFields(writing: Writing, value: object): WrittenValue {
  const json: object = {};
  let nodes: ValueNodes | undefined;
  for (const key of Object.keys(value)) {
    try {
      const field = readField(value, key);
      // JSON leaves such a field out.
      if (field === undefined && writing.mode === 'json') continue;
      const { json: item, node } = write(writing, field, key);
      if (node !== 'undefined') setOwn(json, key, item);
      if (node !== undefined) (nodes ??= noNodes())[key] = node;
    } catch (error) {
      throw located(error, key);
    }
  }
  const symbol = Object.getOwnPropertySymbols(value).find((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  if (symbol !== undefined) refuse(`an object with a symbol as a key, ${String(symbol)}`);
  return { json, node: nodes };
}

function readField(value: object, key: string): unknown {
  return read(() => (value as Record<string, unknown>)[key]);
}

function ofKind(kind: string, nodes: ValueNode | undefined): ValueNode {
  return nodes === undefined ? kind : [kind, nodes as ValueNodes];
}

function refuseClass(value: object): never {
  return refuse(`${classWords(value)}, whose methods would be lost`);
}

/** Reads a part of a value. */
function read<TResult>(get: () => TResult): TResult {
  try {
    return get();
  } catch (error) {
    throw toRefusal(error);
  }
}

/** The result, or undefined if it throws: the value only claims to be of this kind. */
function attempt<TResult>(get: () => TResult): TResult | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
