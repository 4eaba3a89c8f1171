/** Reads schemas of valibot. They have no JSON Schema of their own, unless wrapped with `toStandardJsonSchema` of @valibot/to-json-schema. */
import { FORMS, gap } from '../kinds.ts';
import type { JsonSchema, Side } from '../kinds.ts';
import { nodeOfAction } from './valibot-actions.ts';
import type { ValibotNode } from './valibot-actions.ts';

/** Converts a schema of valibot. */
export function fromValibot(schema: unknown, side: Side, around: readonly unknown[] = []): JsonSchema {
  const node = schema as ValibotNode;
  const identity = node.getter ?? node;
  if (around.includes(identity)) return gap('it contains itself');
  const within = [...around, identity];
  const [first = node, ...actions] = node.pipe ?? [];
  let made = convert(first, side, within);
  for (const action of actions) {
    if (action.kind === 'schema' && side === 'output') made = fromValibot(action, side, within);
    if (side === 'input' && (action.kind === 'schema' || action.kind === 'transformation')) break;
    if (action.kind !== 'schema') made = { ...made, ...nodeOfAction(action, made) };
    if (action.kind === 'transformation') made = transformed(action, made);
  }
  return made;
}

/** Options for the converter of @valibot/to-json-schema, which asks them about each part, and names what is wrong with it. */
export function valibotOptions(side: Side): object {
  return {
    overrideSchema: ({ valibotSchema, errors }: { valibotSchema: ValibotNode; errors?: unknown }) =>
      errors === undefined ? undefined : convert(valibotSchema, side, []),
    overrideAction: ({ valibotAction, jsonSchema, errors }: OverriddenAction) => {
      if (errors === undefined) return undefined;
      return valibotAction.kind === 'transformation' && side === 'output'
        ? transformed(valibotAction, jsonSchema)
        : jsonSchema;
    },
  };
}

interface OverriddenAction {
  readonly valibotAction: ValibotNode;
  readonly jsonSchema: JsonSchema;
  readonly errors?: unknown;
}

// --- internal ---

/** Transformations that keep the type. */
const KEEPS = /^(trim|to_lower_case|to_upper_case|normalize|readonly|brand|flavor|to_min_value|to_max_value)/;

function transformed({ type }: ValibotNode, before: JsonSchema): JsonSchema {
  if (KEEPS.test(type)) return before;
  const forms: Readonly<Record<string, JsonSchema>> = {
    to_date: FORMS.date,
    to_bigint: FORMS.bigint,
    to_number: { type: 'number' },
    to_string: { type: 'string' },
    to_boolean: { type: 'boolean' },
  };
  return forms[type] ?? gap('the result of a transformation; add a schema of it to the pipe');
}

function convert(node: ValibotNode, side: Side, within: readonly unknown[]): JsonSchema {
  const part = (each: unknown): JsonSchema => fromValibot(each, side, within);
  switch (node.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { type: node.type };
    case 'any':
    case 'unknown':
      return {};
    case 'never':
    case 'undefined':
    case 'void':
      return { not: {} };
    case 'literal':
      return typeof node.literal === 'bigint' ? FORMS.bigint : { const: node.literal };
    case 'picklist':
    case 'enum':
      return { enum: node.options };
    case 'date':
      return FORMS.date;
    case 'bigint':
      return FORMS.bigint;
    case 'nan':
      return side === 'output' ? FORMS.nan : gap('no JSON value is NaN');
    case 'array':
      return { type: 'array', items: part(node.item) };
    case 'set':
      return FORMS.set(part(node.value));
    case 'map':
      return FORMS.map(part(node.key), part(node.value));
    case 'record':
      return { type: 'object', additionalProperties: part(node.value) };
    case 'lazy':
      return part(node.getter?.(undefined));
    case 'nullable':
    case 'nullish':
      return { anyOf: [part(node.wrapped), { type: 'null' }] };
    case 'intersect':
      return { allOf: (node.options ?? []).map(part) };
    case 'union':
    case 'variant':
      return { anyOf: (node.options ?? []).map(part) };
    default:
      if (/^(optional|exact_optional|undefinedable|non_)/.test(node.type)) return part(node.wrapped);
      if (/object/.test(node.type) && node.entries !== undefined) return objectOf(node, side, part);
      if (/tuple/.test(node.type)) return tupleOf(node, part);
      return gap(`valibot's type '${node.type}'`);
  }
}

function objectOf(node: ValibotNode, side: Side, part: (each: unknown) => JsonSchema): JsonSchema {
  const entries = Object.entries(node.entries ?? {});
  const required = entries.filter(([, each]) => !isOptional(each, side)).map(([name]) => name);
  const closed = node.type === 'strict_object' || (side === 'output' && node.type === 'object');
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, each]) => [name, { ...part(each), ...defaultOf(each) }])),
    ...(required.length > 0 && { required }),
    ...(closed && { additionalProperties: false }),
    ...(node.rest !== undefined && { additionalProperties: part(node.rest) }),
  };
}

function defaultOf({ default: given }: ValibotNode): JsonSchema {
  return given === undefined || typeof given === 'function' ? {} : { default: given };
}

function isOptional(node: ValibotNode, side: Side): boolean {
  const { type, default: given } = (node.pipe?.[0] ?? node) as ValibotNode;
  return /^(optional|exact_optional|nullish|undefinedable)$/.test(type) && (side === 'input' || given === undefined);
}

function tupleOf(node: ValibotNode, part: (each: unknown) => JsonSchema): JsonSchema {
  const prefixItems = (node.items ?? []).map(part);
  const items = node.type === 'strict_tuple' ? false : node.rest === undefined ? {} : part(node.rest);
  return { type: 'array', prefixItems, minItems: prefixItems.length, items };
}
