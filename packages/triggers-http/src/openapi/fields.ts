import { choicesOf, isObject, list, resolve } from '../requests/fits.ts';
import type { JsonSchema } from './kinds.ts';

/** One field of an input. */
export interface Field {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

/** The fields of an object's schema, also those of its parts (`allOf`) and alternatives; undefined when it has none. */
export function fieldsOf(schema: unknown, root: JsonSchema, nested = 0): readonly Field[] | undefined {
  const found = resolve(schema, root);
  if (found === undefined || nested > MAX_NESTED) return undefined;
  const required = list(found['required']);
  const fields = new Map<string, Field>();
  if (isObject(found['properties']))
    for (const [name, each] of Object.entries(found['properties']))
      fields.set(name, { name, schema: each, required: required.includes(name) });
  for (const part of list(found['allOf']))
    for (const field of fieldsOf(part, root, nested + 1) ?? []) fields.set(field.name, field);
  const choices = choicesOf(found).map((choice) => fieldsOf(choice, root, nested + 1) ?? []);
  for (const field of merge(choices)) if (!fields.has(field.name)) fields.set(field.name, field);
  return fields.size === 0 ? undefined : [...fields.values()];
}

// --- internal ---

/** The most alternatives and parts within each other. */
const MAX_NESTED = 4;

/** A field is required that every alternative requires, and has a value of one of them. */
function merge(choices: readonly (readonly Field[])[]): readonly Field[] {
  const names = new Set(choices.flatMap((fields) => fields.map(({ name }) => name)));
  return [...names].map((name) => {
    const same = choices.map((fields) => fields.find((field) => field.name === name));
    const schemas = same.flatMap((field) => (field === undefined ? [] : [field.schema]));
    const distinct = schemas.filter((each, at) => schemas.findIndex((other) => isSame(each, other)) === at);
    const schema = distinct.length === 1 ? distinct[0] : { anyOf: distinct };
    return { name, schema, required: same.every((field) => field?.required === true) };
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
