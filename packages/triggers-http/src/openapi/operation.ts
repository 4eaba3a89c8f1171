import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import { kindOf } from '@tfn/core/internal';
import type { AnySchema, HttpTriggerDef } from '@tfn/core';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import { refTo } from './components.ts';
import { fieldsOf } from './fields.ts';
import { describeSchema, toDocumentSchema } from './json-schema.ts';
import type { JsonSchema, Side } from './kinds.ts';
import { keyParameter, pathParameters, queryParameters } from './parameters.ts';
import type { PathParameter } from './paths.ts';
import { responsesOf } from './responses.ts';

/** The description of one route. */
export interface Operation {
  readonly operationId: string;
  readonly [field: string]: unknown;
}

/** The context of an operation. */
export interface OperationContext {
  readonly operationId: string;
  /** The path's parameters. */
  readonly names: readonly PathParameter[];
  /** Receives the schemas that the operation refers to. */
  readonly schemas: Record<string, JsonSchema>;
  /** In bytes; a route may have its own. */
  readonly bodyLimit: number;
  readonly errorMapper: ErrorMapper | undefined;
  readonly warn: (warning: string) => void;
}

/** The schema of a route's input or output in a document. */
export interface Part {
  /** The name of its component. */
  readonly name: string;
  readonly schema: JsonSchema;
  /** Whether undefined is valid: there may be no body. */
  readonly optional: boolean;
}

/** Describes a route as an OpenAPI operation. */
export function toOperation(def: HttpTriggerDef, context: OperationContext): Operation {
  const { operationId, names, schemas, warn } = context;
  const { method, target, options } = def;
  const runs = isWorkflowDef(target) || isFunctionDef(target);
  const fromUrl = method === 'GET' || method === 'DELETE';

  const add = (side: Side, given: AnySchema | undefined): Part | undefined => {
    if (given === undefined) return undefined;
    const name = operationId + (side === 'input' ? 'Input' : 'Output');
    const { schema, gaps } = describeSchema(given, side);
    for (const { path, reason } of gaps) warn(toWarning(`the ${side} of ${method} ${def.path}`, path, reason));
    schemas[name] = toDocumentSchema(schema, refTo('schemas', name).$ref) as JsonSchema;
    return { name, schema, optional: acceptsNothing(given) };
  };
  const input = runs && options.input === undefined ? add('input', target.options.input) : undefined;
  const output = runs ? add('output', target.options.output) : undefined;
  const location = refTo('schemas', `${operationId}Input`).$ref;
  const urlInput = fromUrl &&
    input && {
      fields: fieldsOf(input.schema, input.schema),
      root: input.schema,
      toDocument: (part: unknown) => toDocumentSchema(part, location),
    };
  const { summary = `${kindOf(target)} ${target.name}`, description, tags, example } = options.openapi ?? {};
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    parameters: [
      ...pathParameters(def, names, urlInput || undefined),
      ...(urlInput ? queryParameters(names, urlInput) : []),
      ...keyParameter(def),
    ],
    ...(!fromUrl && { requestBody: requestBody(input, { example, limit: options.bodyLimit ?? context.bodyLimit }) }),
    responses: responsesOf(def, { output, errorMapper: context.errorMapper }),
  };
}

// --- internal ---

function toWarning(what: string, path: string, reason: string): string {
  const part = path === '' ? '' : `, at '${path}'`;
  return `The OpenAPI document cannot describe ${what}${part}: ${reason}.`;
}

/** Whether undefined is valid, as far as the schema says it at once. */
function acceptsNothing(schema: AnySchema): boolean {
  try {
    const result = schema['~standard'].validate(undefined);
    if (!(result instanceof Promise)) return result.issues === undefined;
    result.catch(() => undefined);
  } catch {
    // A schema's own code may expect a value.
  }
  return false;
}

function requestBody(input: Part | undefined, { example, limit }: { example: unknown; limit: number }): object {
  const schema = input === undefined ? { description: 'Any JSON.' } : refTo('schemas', input.name);
  return {
    description: `JSON in UTF-8, at most ${limit} bytes and 64 levels deep.`,
    required: input !== undefined && !input.optional,
    content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
  };
}
