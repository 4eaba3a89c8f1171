/** A JSON Schema of draft 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Which side of a schema: what it accepts, or what it returns. */
export type Side = 'input' | 'output';

/** The keyword for values that JSON lacks: 'date', 'bigint', 'set' or 'map'. Requests are converted by it; no document shows it. */
export const KIND = 'x-tfn-kind';

/** The keyword for a part that has no JSON Schema; its value says why. No document shows it. */
export const GAP = 'x-tfn-gap';

/** The JSON forms of what JSON lacks, as in `toJson`. */
export const FORMS: Forms = {
  date: { type: 'string', format: 'date-time', [KIND]: 'date' },
  bigint: { type: 'string', pattern: '^-?\\d{1,1000}$', [KIND]: 'bigint' },
  nan: { const: 'NaN' },
  set: (items?: unknown): JsonSchema => ({ type: 'array', ...(items !== undefined && { items }), [KIND]: 'set' }),
  map: (key: unknown = {}, value: unknown = {}): JsonSchema => ({
    type: 'array',
    items: { type: 'array', prefixItems: [key, value], minItems: 2, maxItems: 2 },
    [KIND]: 'map',
  }),
};

/** The forms, some of them of their parts. */
export interface Forms {
  readonly date: JsonSchema;
  readonly bigint: JsonSchema;
  readonly nan: JsonSchema;
  set(items?: unknown): JsonSchema;
  map(key?: unknown, value?: unknown): JsonSchema;
}

/** A part that has no JSON Schema. */
export function gap(reason: string): JsonSchema {
  return { [GAP]: reason };
}
