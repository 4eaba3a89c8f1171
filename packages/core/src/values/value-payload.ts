/**
 * Values as payloads: what Temporal's default converter writes, byte for byte, and what JSON cannot express in the metadata.
 */
import type { Payload } from '../encryption/payload.ts';
import { toBytes, toText } from '../protocol/wire-payload.ts';
import { isPlain } from './is-plain.ts';
import { kindNameOf, toBuffer } from './kinds.ts';
import { readValue } from './read-value.ts';
import { tagOf } from './class-of.ts';
import { writeValue } from './write-value.ts';
import type { ValuesMode } from './write-value.ts';

/** The key of the metadata that says what JSON does not. */
export const VALUES_METADATA = 'tfn-values';

/** @throws {RefusedValue} for what cannot be sent */
export function toValuePayload(value: unknown, mode: ValuesMode = 'rich'): Payload {
  if (value === undefined) return { metadata: { encoding: NOTHING } };
  if (isBytes(value)) {
    const isBuffer = mode === 'rich' && kindNameOf(value, 'Uint8Array') === 'Buffer';
    return { metadata: { encoding: BYTES, ...(isBuffer && { [VALUES_METADATA]: BUFFER }) }, data: value };
  }
  if (looksPlain(value)) return { metadata: { encoding: JSON_TEXT }, data: toBytes(JSON.stringify(value)) };
  const { json, node } = writeValue(value, mode);
  const data = toBytes(JSON.stringify(json));
  if (node === undefined) return { metadata: { encoding: JSON_TEXT }, data };
  return { metadata: { encoding: JSON_TEXT, [VALUES_METADATA]: toBytes(JSON.stringify(node)) }, data };
}

/** @throws {TypeError} for another encoding, {TfnError} TFN_VALUE_KIND_UNKNOWN */
export function fromValuePayload({ metadata, data }: Payload): unknown {
  const encoding = toText(metadata?.['encoding']);
  if (encoding === 'binary/null') return undefined;
  const node = metadata?.[VALUES_METADATA];
  if (encoding === 'binary/plain') {
    // A copy of this realm's class, as Temporal makes it.
    const bytes = data ? new Uint8Array(data.buffer, data.byteOffset, data.length) : new Uint8Array();
    return node !== undefined && toText(node) === toText(BUFFER) ? toBuffer(bytes) : bytes;
  }
  if (encoding !== 'json/plain') throw new TypeError(`Unknown encoding: ${encoding}`);
  const json: unknown = JSON.parse(toText(data));
  return node === undefined ? json : readValue(json, parseNode(node));
}

// --- internal ---

const NOTHING = toBytes('binary/null');
const BYTES = toBytes('binary/plain');
const JSON_TEXT = toBytes('json/plain');
const BUFFER = toBytes('"Buffer"');

function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array';
}

/** A getter or a proxy may throw: then the closer look says where. */
function looksPlain(value: unknown): boolean {
  try {
    return isPlain(value);
  } catch {
    return false;
  }
}

function parseNode(node: Uint8Array): unknown {
  try {
    return JSON.parse(toText(node));
  } catch {
    // Not ours.
    return undefined;
  }
}
