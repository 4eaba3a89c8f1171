import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import type { HttpRequest, HttpTriggerDef } from '@tfn/core';
import { describeSchema } from '../openapi/json-schema.ts';
import { KIND } from '../openapi/kinds.ts';
import type { JsonSchema } from '../openapi/kinds.ts';
import { convert } from '../requests/convert.ts';
import { toParameters } from '../requests/query.ts';

/** Makes the input of a route's target from a request. */
export type ReadInput = (request: HttpRequest) => unknown;

/**
 * Reads the input as the route says; by default the JSON body, for GET and DELETE the query and path parameters, as the target's schema
 * means them: a text may be a number, a boolean or a list of one, and a date or a bigint has its JSON form.
 * @throws {HttpProblem} request-malformed
 */
export function createInputReader({ method, target, options }: HttpTriggerDef): ReadInput {
  const { input: read } = options;
  if (read !== undefined) return (request) => read(request as HttpRequest & { params: never });
  const schema = isWorkflowDef(target) || isFunctionDef(target) ? target.options.input : undefined;
  let described: JsonSchema | undefined;
  // Lazily: an app may have many routes, and a process may serve few of them.
  const describe = (): JsonSchema | undefined => (described ??= schema && describeSchema(schema, 'input').schema);
  if (method === 'GET' || method === 'DELETE')
    return (request) => {
      const root = describe();
      const fields = toParameters(request);
      if (root === undefined) return fields;
      // An object without required fields is valid without parameters too.
      const isObject = root['type'] === 'object' && !('default' in root);
      return convert(fields ?? (isObject ? {} : undefined), root, { root, fromText: true });
    };
  let special: boolean | undefined;
  return ({ body }) => {
    const root = describe();
    special ??= JSON.stringify(root)?.includes(KIND) ?? false;
    return root === undefined || !special ? body : convert(body, root, { root, fromText: false });
  };
}
