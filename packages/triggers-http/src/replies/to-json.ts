/**
 * Writes any value as JSON for clients that know only JSON. Each value that JSON lacks has one form, which docs/http.md lists:
 * bigint and bytes become strings, NaN and the infinities their names, a Map its entries, a Set a list. They are the forms of the data in Temporal.
 * @throws {TypeError | RangeError} for cycles, values that nest too deeply, and a `toJSON` that throws
 */
export function toJson(value: unknown): string | undefined {
  return JSON.stringify(value, replace);
}

/** The bytes of a value that is nothing but bytes; undefined for any other. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer || kindOfObject(value) === 'ArrayBuffer')
    return new Uint8Array(value as ArrayBuffer);
  if (!ArrayBuffer.isView(value)) return undefined;
  // A Buffer is a Uint8Array too.
  const kind = kindOfObject(value);
  return kind === 'Uint8Array' || kind === 'Uint8ClampedArray' || kind === 'DataView' ? bytesOfView(value) : undefined;
}

// --- internal ---

/** JSON.stringify calls it with the object that has the value, before whose `toJSON` it would look. */
function replace(this: unknown, key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      return value === null ? null : toPlain((this as Record<string, unknown>)[key], value);
    default:
      return value;
  }
}

/** `value` is what the `toJSON` of the original made, if it has one. */
function toPlain(original: unknown, value: object): unknown {
  const bytes = ArrayBuffer.isView(original) ? bytesOfView(original) : bytesOf(original);
  if (bytes !== undefined) return toBase64(bytes);
  // By tag, because a value may come from another realm, as from a test runner's.
  switch (kindOfObject(value)) {
    case 'Map':
    case 'Set':
      return [...(value as Map<unknown, unknown> | Set<unknown>)];
    case 'RegExp':
      return (value as RegExp).toString();
    case 'Error': {
      const { name, message, cause } = value as Error;
      return { name, message, ...(cause !== undefined && { cause }), ...value };
    }
    default:
      return value;
  }
}

function bytesOfView({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function kindOfObject(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return btoa(parts.join(''));
}

/** Arguments of one call; engines allow more. */
const CHUNK = 8192;
