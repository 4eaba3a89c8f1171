/** Sizes of values as Temporal's server measures them, so that a value is refused before it is sent. */
import type { Payload } from '../encryption/payload.ts';

/** Temporal's own limit for the values of one message, in bytes. */
export const DEFAULT_PAYLOAD_LIMIT: number = 2 * 1024 * 1024;

/** The size of the message that holds these payloads, in bytes. */
export function sizeOfPayloads(payloads: readonly Payload[]): number {
  return payloads.reduce((sum, payload) => sum + sizeOfField(sizeOfPayload(payload)), 0);
}

/** The size of the message that holds these payloads by name, such as a memo, in bytes. */
export function sizeOfFields(fields: Readonly<Record<string, Payload>>): number {
  return Object.entries(fields).reduce((sum, [key, payload]) => sum + sizeOfEntry(key, sizeOfPayload(payload)), 0);
}

// --- internal ---

function sizeOfPayload({ metadata, data }: Payload): number {
  let size = data?.length ? sizeOfField(data.length) : 0;
  for (const [key, value] of Object.entries(metadata ?? {})) size += sizeOfEntry(key, value.length);
  return size;
}

function sizeOfEntry(key: string, valueLength: number): number {
  return sizeOfField(sizeOfField(new TextEncoder().encode(key).length) + sizeOfField(valueLength));
}

/** A field of variable length: its tag, its length in steps of 7 bits, and its content. */
function sizeOfField(length: number): number {
  let size = 2 + length;
  for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
