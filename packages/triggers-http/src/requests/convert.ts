/**
 * Reads what a request can only say as text, or as JSON, the way the schema of its target means it. Whether it is valid is the
 * schema's decision: a value that does not fit stays as it is. Each value is converted once, whatever the schema's alternatives are.
 */
import { KIND } from '../openapi/kinds.ts';
import type { JsonSchema } from '../openapi/kinds.ts';
import { choicesOf, fits, isObject, list, resolve } from './fits.ts';

/** How values are converted. */
export interface ConvertOptions {
  /** The schema that `schema` is a part of; its references point into it. */
  readonly root: JsonSchema;
  /** Whether texts may mean numbers, booleans and lists of one item, as in a query. */
  readonly fromText: boolean;
  /** How many alternatives and unwritten lists of one value are around it. @default 0 */
  readonly nested?: number;
}

/** Converts a value by a JSON Schema. */
export function convert(value: unknown, schema: unknown, options: ConvertOptions): unknown {
  const { nested = 0 } = options;
  const within = { ...options, nested: nested + 1 };
  const found = resolve(schema, options.root);
  if (found === undefined || nested > MAX_NESTED) return value;
  const special = SPECIAL[found[KIND] as string]?.(value, found, options);
  if (special !== undefined) return special;
  let converted = value;
  for (const part of list(found['allOf'])) converted = convert(converted, part, within);
  const choices = choicesOf(found);
  if (choices.length > 0) return choose(converted, choices, within);
  if (typeof converted === 'string') return options.fromText ? fromText(converted, found, options) : converted;
  if (Array.isArray(converted)) return convertItems(converted, found, options);
  return isObject(converted) ? convertFields(converted, found, options) : converted;
}

// --- internal ---

/** The most alternatives of alternatives, and text in lists that are not written. */
const MAX_NESTED = 4;

const SPECIAL: Readonly<Record<string, (value: unknown, schema: JsonSchema, options: ConvertOptions) => unknown>> = {
  date: (value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? toDate(value) : undefined),
  bigint: (value) => (typeof value === 'string' && /^-?\d{1,1000}$/.test(value) ? BigInt(value) : undefined),
  set: (value, schema, options) => {
    const items = options.fromText && typeof value === 'string' ? [value] : value;
    return Array.isArray(items) ? new Set(convertItems(items, schema, options)) : undefined;
  },
  map: (value, schema, options) =>
    Array.isArray(value) && value.every((entry) => Array.isArray(entry) && entry.length === 2)
      ? new Map(convertItems(value, schema, options) as [unknown, unknown][])
      : undefined,
};

function toDate(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A text means the first alternative that it fits once converted; anything else the first whose shape it has. */
function choose(value: unknown, choices: readonly unknown[], options: ConvertOptions): unknown {
  if (typeof value === 'object' && value !== null) {
    const choice = choices.find((each) => fits(value, each, options));
    return choice === undefined ? value : convert(value, choice, options);
  }
  for (const choice of choices) {
    const converted = convert(value, choice, options);
    if (fits(converted, choice, options)) return converted;
  }
  return value;
}

function fromText(text: string, schema: JsonSchema, options: ConvertOptions): unknown {
  const values = 'const' in schema ? [schema['const']] : list(schema['enum']);
  const named = values.find((each) => String(each) === text);
  if (named !== undefined) return named;
  for (const type of [schema['type']].flat()) {
    if (type === 'string') return text;
    if ((type === 'number' || type === 'integer') && NUMBER.test(text)) return Number(text);
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    if (type === 'array') return [convert(text, itemOf(schema, 0), { ...options, nested: MAX_NESTED - 1 })];
  }
  return text;
}

/** A number of JSON. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function convertItems(values: readonly unknown[], schema: JsonSchema, options: ConvertOptions): unknown[] {
  return values.map((item, at) => convert(item, itemOf(schema, at), { ...options, nested: 0 }));
}

function itemOf({ prefixItems, items }: JsonSchema, at: number): unknown {
  const first = list(prefixItems);
  return at < first.length ? first[at] : items;
}

function convertFields(value: JsonSchema, schema: JsonSchema, options: ConvertOptions): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const entries = Object.entries(value).map(([name, item]) => {
    const part = Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties'];
    return [name, convert(item, part, { ...options, nested: 0 })];
  });
  return Object.fromEntries(entries);
}
