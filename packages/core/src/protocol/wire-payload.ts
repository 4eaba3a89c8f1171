import type { Payload } from '../encryption/payload.ts';

/** A payload in JSON, with bytes in base64. */
export interface WirePayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

export function toWire({ metadata, data }: Payload): WirePayload {
  return { metadata: mapValues(metadata ?? {}, toBase64), ...(data && { data: toBase64(data) }) };
}

/** @throws what `atob` throws if a part is not base64 */
export function fromWire({ metadata = {}, data = '' }: WirePayload): Payload {
  return { metadata: mapValues(metadata, fromBase64), data: fromBase64(data) };
}

export function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function toText(bytes: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(bytes ?? undefined);
}

/** @throws what `atob` throws if it is not base64 */
export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// --- internal ---

/** In chunks, because the number of arguments of a call is limited. */
function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

function mapValues<TValue, TResult>(
  fields: Readonly<Record<string, TValue>>,
  map: (value: TValue) => TResult,
): Record<string, TResult> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}
