import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import { toBytes } from '@tfn/core/internal';
import type { HttpTriggerDef } from '@tfn/core';
import { isObject, resolve } from '../requests/fits.ts';
import { MAX_ID_LENGTH } from '../routes/workflow-id.ts';
import type { Field } from './fields.ts';
import type { JsonSchema } from './kinds.ts';
import type { PathParameter } from './paths.ts';

/** Any text in one segment of a path. No URL can say '.' and '..'. */
const SEGMENT: JsonSchema = { type: 'string', minLength: 1, not: { enum: ['.', '..'] } };

/** A part of the id of a workflow. */
export const ID_SEGMENT: JsonSchema = { ...SEGMENT, maxLength: MAX_ID_LENGTH, pattern: '^[^\\x00-\\x1f\\x7f]+$' };

/** The input of a route whose input comes from its URL. */
export interface UrlInput {
  /** Undefined when its schema names no fields. */
  readonly fields: readonly Field[] | undefined;
  readonly root: JsonSchema;
  /** Makes a part of the input's schema one of the document. */
  readonly toDocument: (part: unknown) => unknown;
}

/** The parameters of a path, with the schemas of the input's fields. */
export function pathParameters(
  def: HttpTriggerDef,
  parameters: readonly PathParameter[],
  input: UrlInput | undefined,
): readonly object[] {
  const segment = idSegmentOf(
    def,
    parameters.map(({ name }) => name),
  );
  return parameters.map(({ name, isWildcard }) => {
    const field = input?.fields?.find((each) => each.name === name);
    const own = field && resolve(field.schema, input?.root as JsonSchema);
    const schema = isWildcard
      ? { ...SEGMENT, pattern: '^[^/\\\\]+$' }
      : own === undefined
        ? segment
        : own['type'] === 'string' && !('enum' in own) && !('const' in own)
          ? {
              ...segment,
              ...(input?.toDocument(own) as JsonSchema),
              minLength: Math.max(1, Number(own['minLength'] ?? 1)),
            }
          : input?.toDocument(field?.schema);
    const description = 'One or more segments, with slashes between them.';
    return { name, in: 'path', required: true, ...(isWildcard && { description }), schema };
  });
}

/** The parameters of a query. Objects are written as `a[b]=c`. An input of unknown fields is one object of all parameters. */
export function queryParameters(
  parameters: readonly PathParameter[],
  { fields, root, toDocument }: UrlInput,
): readonly object[] {
  if (fields === undefined)
    return [{ ...{ name: 'input', in: 'query', required: false, style: 'form', explode: true }, schema: ANY_FIELDS }];
  return fields
    .filter(({ name }) => !parameters.some((parameter) => parameter.name === name))
    .map(({ name, schema, required }) => {
      const own = resolve(schema, root);
      const isNested = isObject(own) && own['type'] === 'object';
      return {
        ...{ name, in: 'query', required },
        ...(isNested && { style: 'deepObject', explode: true }),
        schema: toDocument(schema),
      };
    });
}

/** The header Idempotency-Key of a route that reads it. */
export function keyParameter({ target, options, method, path }: HttpTriggerDef): readonly object[] {
  const byHeader = (options.workflowId ?? options.idempotencyKey ?? options.dedupe) === undefined;
  if (!byHeader || !(isWorkflowDef(target) || isFunctionDef(target))) return [];
  const description =
    'Repeated requests with the same key get the answer of the first. The characters % and / count as three.';
  // The id of the workflow is made of the route and the key.
  const prefix = toBytes(`${method} ${path} `.replaceAll(/[%/]/g, encodeURIComponent)).byteLength;
  const schema = { type: 'string', maxLength: MAX_ID_LENGTH - prefix, pattern: '^[^\\x00-\\x1f\\x7f]*$' };
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema }];
}

// --- internal ---

const ANY_FIELDS = { type: 'object', additionalProperties: true };

/** The most characters of a path parameter of which a route makes its workflow's id, if the id has it once. */
function idSegmentOf({ options: { workflowId } }: HttpTriggerDef, names: readonly string[]): JsonSchema {
  if (workflowId === undefined) return SEGMENT;
  try {
    const params = Object.fromEntries(names.map((name) => [name, 'x']));
    const id = workflowId({ params, query: {}, headers: {}, body: {} } as never);
    return { ...ID_SEGMENT, maxLength: MAX_ID_LENGTH - toBytes(id).byteLength + 1 };
  } catch {
    // It is made of more than the path.
    return ID_SEGMENT;
  }
}
