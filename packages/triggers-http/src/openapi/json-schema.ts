import type { AnySchema } from '@tfn/core';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 holds it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The JSON Schema of a schema, where its library offers one: by the Standard JSON Schema interface (zod, arktype, valibot's
 * wrapper) or by a method of its own. References within it point below `location`. Undefined when there is none.
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
    // Schemas may hold what JSON Schema cannot say, such as a transformation.
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
