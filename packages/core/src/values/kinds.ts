/**
 * The kinds of values that JSON cannot express, each with the JSON that stands for it, which people read in Temporal's Web UI.
 * I1: the name of a kind is part of what is stored: it never changes its meaning.
 */
import { fromBase64, toBase64 } from './base64.ts';

/** A kind of objects without parts of their own. */
export interface Kind {
  /** How many prototypes the built-in class brings. */
  readonly depth: number;
  /** The JSON that stands for the value. Throws when the value only claims to be of this kind. */
  write(value: object): unknown;
  /** The value that the JSON stands for; the JSON itself, if it does not fit. */
  read(json: unknown): unknown;
}

/** By the name of the class. */
export const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'Date',
    {
      depth: 1,
      write: (value) => {
        const time = Date.prototype.getTime.call(value);
        // As JSON itself writes it.
        return Number.isNaN(time) ? null : new Date(time).toISOString();
      },
      read: (json) => (typeof json === 'string' ? new Date(json) : json === null ? new Date(NaN) : json),
    },
  ],
  [
    'RegExp',
    {
      depth: 1,
      write: (value) => {
        const text = RegExp.prototype.toString.call(value);
        const { lastIndex } = value as RegExp;
        return lastIndex === 0 ? text : [text, lastIndex];
      },
      read: (json) => {
        const [text, lastIndex] = (Array.isArray(json) ? json : [json, 0]) as unknown[];
        const [, source, flags] = (typeof text === 'string' && /^\/(.*)\/([a-z]*)$/s.exec(text)) || [];
        if (source === undefined || typeof lastIndex !== 'number') return json;
        return Object.assign(new RegExp(source, flags), { lastIndex });
      },
    },
  ],
  [
    'URL',
    {
      depth: 1,
      write: (value) => new URL(String((value as { href?: unknown }).href)).href,
      read: (json) => (typeof json === 'string' ? new URL(json) : json),
    },
  ],
  ['ArrayBuffer', bytes(1, bytesOfBuffer, ({ buffer }) => buffer)],
  ['DataView', bytes(1, bytesOfView, ({ buffer }) => new DataView(buffer))],
  ...typedArrays(),
  // Where Node's class is missing, as in workflows, its bytes are of the class that it extends.
  ['Buffer', bytes(3, bytesOfView, toBuffer)],
]);

/** The kinds of single values: 'bigint', and numbers that JSON lacks. */
export const SINGLE_KINDS: ReadonlyMap<string, (json: unknown) => unknown> = new Map<
  string,
  (json: unknown) => unknown
>([
  ['bigint', (json) => (typeof json === 'string' ? BigInt(json) : json)],
  ['number', (json) => (typeof json === 'string' ? Number(json) : json)],
  ['-0', (json) => (json === 0 ? -0 : json)],
]);

/** The class of an object that is or extends one of the kinds. Throws nothing. */
export function kindNameOf(value: object, tag: string): string {
  return tag === 'Uint8Array' && isBuffer(value) ? 'Buffer' : tag;
}

/** Bytes as Node's Buffer, where there is one. */
export function toBuffer(read: Uint8Array): Uint8Array {
  const { Buffer: NodeBuffer } = globalThis as { Buffer?: BufferClass };
  if (NodeBuffer !== undefined) return NodeBuffer.from(read.buffer, read.byteOffset, read.byteLength);
  formerBuffers.add(read);
  return read;
}

// --- internal ---

/** The Uint8Arrays in which Buffers arrived where there are none: they leave as Buffers. */
const formerBuffers = new WeakSet<object>();

interface BufferClass {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): Uint8Array;
}

function isBuffer(value: object): boolean {
  return formerBuffers.has(value) || (value as { constructor?: { name?: unknown } }).constructor?.name === 'Buffer';
}

function bytes(
  depth: number,
  write: (value: object) => Uint8Array,
  read: (bytes: Uint8Array<ArrayBuffer>) => unknown,
): Kind {
  return {
    depth,
    write: (value) => toBase64(write(value)),
    read: (json) => {
      const found = typeof json === 'string' ? fromBase64(json) : undefined;
      return found === undefined ? json : read(found as Uint8Array<ArrayBuffer>);
    },
  };
}

function bytesOfBuffer(value: object): Uint8Array {
  return new Uint8Array(ArrayBuffer.prototype.slice.call(value, 0));
}

function bytesOfView(value: object): Uint8Array {
  if (!ArrayBuffer.isView(value)) throw new TypeError('not a view of bytes');
  const { buffer, byteOffset, byteLength } = value;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Numbers are in the byte order of the machine: little-endian wherever Node runs workers. */
function typedArrays(): [string, Kind][] {
  const all = { Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array, Int8Array, Int16Array, Int32Array };
  const others = { Float32Array, Float64Array, BigInt64Array, BigUint64Array };
  return Object.entries({ ...all, ...others }).map(([name, Class]) => [
    name,
    bytes(2, bytesOfView, ({ buffer }) => new Class(buffer)),
  ]);
}
