import type { AnySchema } from '@tfn/core';
import { readThrown } from '@tfn/core/internal';
import { GAP, gap, KIND } from './kinds.ts';
import type { JsonSchema, Side } from './kinds.ts';
import { arktypeOptions } from './libraries/arktype.ts';
import { fromValibot, valibotOptions } from './libraries/valibot.ts';
import { isVoid, zodOptions } from './libraries/zod.ts';

/** A part of a schema that JSON Schema cannot express. */
export interface SchemaGap {
  /** Such as 'items[].file'; empty for the whole. */
  readonly path: string;
  readonly reason: string;
}

/** A schema as JSON Schema. */
export interface Described {
  readonly schema: JsonSchema;
  readonly gaps: readonly SchemaGap[];
}

/**
 * Describes one side of a schema as JSON Schema, by its library: the Standard JSON Schema interface (zod, arktype, wrapped valibot and others),
 * its own method, or its structure (valibot). What has no JSON Schema is described by a text, and is one of the gaps. Dates, bigints, sets
 * and maps have the form that answers give them.
 */
export function describeSchema(schema: AnySchema, side: Side): Described {
  const gaps: SchemaGap[] = [];
  const made = isVoid(schema) ? { not: {} } : ask(schema, side);
  const { $schema: _, ...rest } = fillGaps(made, '', gaps) as JsonSchema;
  return { schema: rest, gaps };
}

/** A schema for a document: without our own keywords, with references that point below `location`. */
export function toDocumentSchema(value: unknown, location: string): unknown {
  if (Array.isArray(value)) return value.map((item) => toDocumentSchema(item, location));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== KIND);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' && item.startsWith('#')
        ? location + item.slice(1)
        : toDocumentSchema(item, location),
    ]),
  );
}

// --- internal ---

type Converter = (options: { target: string; libraryOptions: object }) => unknown;

interface Convertible {
  readonly jsonSchema?: Partial<Record<Side, Converter>>;
  readonly vendor: string;
}

/** What the converters of these libraries need to know. */
const OPTIONS: Readonly<Record<string, (side: Side) => object>> = {
  zod: zodOptions,
  arktype: arktypeOptions,
  valibot: valibotOptions,
};

function ask(schema: AnySchema, side: Side): JsonSchema {
  const { jsonSchema, vendor } = schema['~standard'] as Convertible;
  const own = (schema as { toJsonSchema?: () => unknown }).toJsonSchema;
  const libraryOptions = OPTIONS[vendor]?.(side) ?? {};
  try {
    const convert = jsonSchema?.[side];
    const made = convert === undefined ? own?.call(schema) : convert({ target: 'draft-2020-12', libraryOptions });
    if (typeof made === 'object' && made !== null) return made as JsonSchema;
    return vendor === 'valibot' ? fromValibot(schema, side) : gap(`${vendor} has no JSON Schema`);
  } catch (error) {
    return gap(readThrown(error).message.split('\n', 1)[0] as string);
  }
}

/** Replaces each gap by a text, and collects them. */
function fillGaps(value: unknown, path: string, gaps: SchemaGap[]): unknown {
  if (Array.isArray(value)) return value.map((item) => fillGaps(item, path, gaps));
  if (typeof value !== 'object' || value === null) return value;
  const { [GAP]: reason, ...rest } = value as JsonSchema;
  if (reason !== undefined) gaps.push({ path, reason: reason as string });
  const entries = Object.entries(rest).map(([key, item]) => {
    if (key !== 'properties') return [key, fillGaps(item, path + (STEPS[key] ?? ''), gaps)];
    const fields = Object.entries(item as object).map(([name, each]) => [
      name,
      fillGaps(each, path === '' ? name : `${path}.${name}`, gaps),
    ]);
    return [key, Object.fromEntries(fields)];
  });
  const text = { description: `The server checks it; JSON Schema cannot describe it: ${reason as string}.` };
  return { ...(reason !== undefined && text), ...Object.fromEntries(entries) };
}

/** How keywords continue a path. */
const STEPS: Readonly<Record<string, string>> = { items: '[]', prefixItems: '[]', additionalProperties: '.*' };
