/** Whether a value has the shape of a JSON Schema: enough of it to choose between alternatives. It does not look into the value's own values. */
import { KIND } from '../openapi/kinds.ts';
import type { JsonSchema } from '../openapi/kinds.ts';
import type { ConvertOptions } from './convert.ts';

/** Follows the references of a schema; undefined when it leads nowhere. */
export function resolve(schema: unknown, root: JsonSchema): JsonSchema | undefined {
  let found = schema;
  for (let count = 0; count < MAX_REFERENCES && isObject(found); count++) {
    const { $ref } = found;
    if (typeof $ref !== 'string') return found;
    const keys = $ref.slice(1).split('/').slice(1);
    found = keys.reduce<unknown>(
      (at, key) => (isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    );
  }
  return undefined;
}

/** The alternatives of a schema. */
export function choicesOf(schema: JsonSchema): readonly unknown[] {
  return [...list(schema['anyOf']), ...list(schema['oneOf'])];
}

/** Whether a value has a schema's type, its constants and its required fields. */
export function fits(value: unknown, schema: unknown, options: ConvertOptions): boolean {
  const { nested = 0 } = options;
  const within = { ...options, nested: nested + 1 };
  const found = resolve(schema, options.root);
  if (found === undefined || nested > MAX_DEPTH) return true;
  if (found[KIND] !== undefined) return isOfKind(value, found[KIND] as string);
  const same = (each: unknown): boolean => each === value || (options.fromText && String(each) === value);
  if ('const' in found) return same(found['const']);
  if (Array.isArray(found['enum'])) return found['enum'].some(same);
  const choices = choicesOf(found);
  if (choices.length > 0) return choices.some((choice) => fits(value, choice, within));
  const types = [found['type'] ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  if (!isObject(value)) return true;
  const properties = isObject(found['properties']) ? found['properties'] : {};
  return (
    list(found['required']).every((name) => Object.hasOwn(value, name as string)) &&
    Object.entries(properties).every(([name, part]) => {
      const names = isObject(part) && ('const' in part || 'enum' in part);
      return !names || !Object.hasOwn(value, name) || fits(value[name], part, within);
    })
  );
}

export function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

// --- internal ---

/** The most references that lead to a schema. */
const MAX_REFERENCES = 16;

/** The most alternatives and constants within each other. */
const MAX_DEPTH = 8;

/** Of a list only that it is one: it is converted once its alternative is chosen. */
function isOfKind(value: unknown, kind: string): boolean {
  if (kind === 'set' || kind === 'map') return Array.isArray(value) || value instanceof Set || value instanceof Map;
  return kind === 'bigint' ? typeof value === 'bigint' : value instanceof Date;
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return isObject(value);
    default:
      return typeof value === type;
  }
}
