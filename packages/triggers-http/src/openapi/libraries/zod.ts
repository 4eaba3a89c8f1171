import type { AnySchema } from '@tfn/core';
import { FORMS, gap } from '../kinds.ts';
import type { JsonSchema, Side } from '../kinds.ts';

/** The part of a schema of zod that we read. */
interface ZodLike {
  readonly _zod?: { readonly def: ZodDef };
}

interface ZodDef {
  readonly type: string;
  readonly valueType?: AnySchema;
  readonly keyType?: AnySchema;
}

/** Options for zod's converter: it calls `override` with each part, and its JSON Schema to complete. */
export function zodOptions(side: Side): object {
  const override = ({ zodSchema, jsonSchema }: { zodSchema: ZodLike; jsonSchema: object }): void => {
    const def = zodSchema._zod?.def;
    const added = def && formOf(def, side);
    if (added !== undefined && Object.keys(jsonSchema).every((keyword) => NOTES.has(keyword)))
      Object.assign(jsonSchema, added);
  };
  return { unrepresentable: 'any', override };
}

/** Whether a schema of zod has no value but undefined. */
export function isVoid(schema: AnySchema): boolean {
  const type = (schema as ZodLike)._zod?.def.type;
  return type === 'void' || type === 'undefined';
}

// --- internal ---

const NOTES: ReadonlySet<string> = new Set(['title', 'description', 'examples', 'default', 'deprecated', 'id']);

function formOf(def: ZodDef, side: Side): JsonSchema | undefined {
  switch (def.type) {
    case 'date':
      return FORMS.date;
    case 'bigint':
      return FORMS.bigint;
    case 'nan':
      return side === 'output' ? FORMS.nan : gap('no JSON value is NaN');
    case 'set':
      return FORMS.set(partOf(def.valueType, side));
    case 'map':
      return FORMS.map(partOf(def.keyType, side), partOf(def.valueType, side));
    case 'void':
    case 'undefined':
      return { not: {} };
    case 'transform':
      return gap('the result of a transformation; add .pipe() with a schema of it');
    case 'custom':
    case 'symbol':
    case 'function':
    case 'promise':
      return gap(`zod has no JSON Schema for the type '${def.type}'`);
    default:
      return undefined;
  }
}

/** The schema of a part that zod's converter does not convert; nothing if it refers to its whole. */
function partOf(schema: AnySchema | undefined, side: Side): JsonSchema | undefined {
  const { jsonSchema } = (schema?.['~standard'] ?? {}) as {
    jsonSchema?: Record<Side, (options: object) => JsonSchema>;
  };
  const made = jsonSchema?.[side]({ target: 'draft-2020-12', libraryOptions: zodOptions(side) });
  if (made === undefined || JSON.stringify(made).includes('"$ref"')) return undefined;
  const { $schema: _, ...rest } = made;
  return rest;
}
