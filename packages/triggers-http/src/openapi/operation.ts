import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import { kindOf } from '@tfn/core/internal';
import type { AnySchema, HttpTriggerDef } from '@tfn/core';
import { problemResponses, refTo } from './components.ts';
import { toJsonSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** The description of one route. */
export interface Operation {
  readonly operationId: string;
  readonly [field: string]: unknown;
}

/** The context of an operation. */
export interface OperationContext {
  readonly operationId: string;
  /** The names of the path's parameters. */
  readonly names: readonly string[];
  /** Receives the schemas that the operation refers to. */
  readonly schemas: Record<string, JsonSchema>;
}

/** Describes a route as an OpenAPI operation. */
export function toOperation(def: HttpTriggerDef, { operationId, names, schemas }: OperationContext): Operation {
  const { method, target, options } = def;
  const runs = isWorkflowDef(target) || isFunctionDef(target);
  const inputs = method === 'GET' || method === 'DELETE';
  const input = runs && options.input === undefined ? add('Input', target.options.input) : undefined;
  const output = runs ? add('Output', target.options.output, 'output') : undefined;

  function add(suffix: string, schema: AnySchema | undefined, side: 'input' | 'output' = 'input'): string | undefined {
    const name = `${operationId}${suffix}`;
    const made = toJsonSchema(schema, { side, location: refTo('schemas', name).$ref });
    if (made === undefined) return undefined;
    schemas[name] = made;
    return name;
  }

  const fields = inputs && input !== undefined ? propertiesOf(schemas[input] as JsonSchema) : [];
  const { summary = `${kindOf(target)} ${target.name}`, description, tags, example } = options.openapi ?? {};
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    parameters: [...pathParameters(names, fields), ...queryParameters(names, fields), ...keyParameter(def)],
    ...(!inputs && { requestBody: requestBody(input, { example, required: input !== undefined }) }),
    responses: { ...successOf(def, output), ...problemResponses(problemsOf(def)) },
  };
}

// --- internal ---

interface Field {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

function propertiesOf({ properties, required }: JsonSchema): readonly Field[] {
  const needed = Array.isArray(required) ? (required as unknown[]) : [];
  return Object.entries(properties ?? {}).map(([name, schema]: [string, unknown]) => ({
    ...{ name, schema },
    required: needed.includes(name),
  }));
}

function pathParameters(names: readonly string[], fields: readonly Field[]): readonly object[] {
  return names.map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: fields.find((field) => field.name === name)?.schema ?? { type: 'string' },
  }));
}

function queryParameters(names: readonly string[], fields: readonly Field[]): readonly object[] {
  return fields.filter(({ name }) => !names.includes(name)).map((field) => ({ in: 'query', ...field }));
}

function keyParameter({ target, options }: HttpTriggerDef): readonly object[] {
  const byHeader = options.workflowId === undefined && options.idempotencyKey === undefined;
  if (!byHeader || !(isWorkflowDef(target) || isFunctionDef(target))) return [];
  const description = 'Repeated requests with the same key get the answer of the first.';
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema: { type: 'string' } }];
}

function requestBody(
  input: string | undefined,
  { example, required }: { example: unknown; required: boolean },
): object {
  const schema = input === undefined ? {} : refTo('schemas', input);
  return { required, content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

function successOf({ target, options }: HttpTriggerDef, output: string | undefined): Readonly<Record<string, object>> {
  const schema = output === undefined ? {} : refTo('schemas', output);
  const result = { '200': { description: 'The result', content: { 'application/json': { schema } } } };
  const none = output === undefined ? { '204': { description: 'Done, without a result' } } : {};
  if (kindOf(target) === 'signal') return { '202': accepted('The signal was sent', 'Signalled') };
  if (!isWorkflowDef(target) && !isFunctionDef(target)) return { ...result, ...none };
  if (options.async === true) return { '202': accepted('It has started', 'Accepted', true) };
  return { ...result, '202': accepted('It is still running: ask for the result later', 'Accepted', true), ...none };
}

function accepted(description: string, schema: string, located = false): object {
  const headers = { Location: { description: 'The URL of the result', schema: { type: 'string' } } };
  return {
    ...{ description, ...(located && { headers }) },
    content: { 'application/json': { schema: refTo('schemas', schema) } },
  };
}

function problemsOf({ method, target, options }: HttpTriggerDef): readonly number[] {
  const runs = isWorkflowDef(target) || isFunctionDef(target);
  return [
    400,
    ...(options.verify === undefined ? [] : [401]),
    ...(runs ? [] : [404]),
    409,
    ...(method === 'GET' ? [] : [413, 415]),
    ...(runs || kindOf(target) === 'update' ? [422] : []),
    ...[429, 500, 503, 504],
  ];
}
