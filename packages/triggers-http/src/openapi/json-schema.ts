import type { AnySchema } from '@tfn/core';

/** A JSON Schema of draft 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Converts a schema to JSON Schema if its library can: by the Standard JSON Schema interface (zod, arktype, valibot's wrapper) or by
 * its own method. References within it point below `location`. Otherwise undefined.
 */
export function toJsonSchema(
  schema: AnySchema | undefined,
  { side, location }: { side: 'input' | 'output'; location: string },
): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  try {
    const made = ask(schema, side);
    if (typeof made !== 'object' || made === null) return undefined;
    const { $schema: _, ...rest } = made as JsonSchema;
    return relocate(rest, location) as JsonSchema;
  } catch {
    // Some schemas have no JSON Schema, such as transformations.
    return undefined;
  }
}

// --- internal ---

type Converter = (options: { target: string }) => unknown;

function ask(schema: AnySchema, side: 'input' | 'output'): unknown {
  const { jsonSchema } = schema['~standard'] as { jsonSchema?: Partial<Record<'input' | 'output', Converter>> };
  const convert = jsonSchema?.[side];
  if (convert !== undefined) return convert({ target: 'draft-2020-12' });
  return (schema as { toJsonSchema?: () => unknown }).toJsonSchema?.();
}

function relocate(value: unknown, location: string): unknown {
  if (Array.isArray(value)) return value.map((item) => relocate(item, location));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' && item.startsWith('#')
        ? location + item.slice(1)
        : relocate(item, location),
    ]),
  );
}
