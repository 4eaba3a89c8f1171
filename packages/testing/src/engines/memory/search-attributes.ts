/** Search attributes as Temporal keeps them: a payload with a list of values for each, and its type. */
import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';

export type IndexedFields = Readonly<Record<string, Payload>>;

/** Encodes lists of values. A server knows the type of each attribute; here it follows from the values. */
export function toIndexedFields(attributes: Readonly<Record<string, unknown>>): IndexedFields {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, withType([value].flat())] as const),
  );
}

/** Fields after a workflow changed them. An empty list removes one. */
export function withUpserts(fields: IndexedFields, upserted: IndexedFields | undefined): IndexedFields {
  const merged = Object.entries({ ...fields, ...upserted });
  return Object.fromEntries(merged.filter(([, payload]) => readList(payload).length > 0));
}

/** The values by name, each as a list, dates as such. */
export function fromIndexedFields(fields: IndexedFields): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, payload]) => {
      const isDate = Buffer.from(payload.metadata?.['type'] ?? []).toString() === 'Datetime';
      const values = readList(payload);
      return [name, isDate ? values.map((value) => new Date(value as string)) : values];
    }),
  );
}

// --- internal ---

function readList(payload: Payload): unknown[] {
  return [defaultPayloadConverter.fromPayload(payload) ?? []].flat();
}

function withType(values: unknown[]): Payload {
  // The server keeps JSON of its own for them.
  const payload: Payload = defaultPayloadConverter.toPayload(values);
  return { ...payload, metadata: { ...payload.metadata, type: Buffer.from(typeOf(values)) } };
}

function typeOf([first, ...rest]: unknown[]): string {
  if (first instanceof Date) return 'Datetime';
  if (typeof first === 'boolean') return 'Bool';
  if (typeof first === 'number') return Number.isInteger(first) ? 'Int' : 'Double';
  return rest.length > 0 ? 'KeywordList' : 'Keyword';
}
