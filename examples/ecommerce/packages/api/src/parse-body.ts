import { HttpProblem } from '@tfn/triggers-http';
import type { z } from 'zod';

/** Parses a body with a schema. @throws {HttpProblem} 400, with the schema's issues */
export function parseBody<TSchema extends z.ZodType>(schema: TSchema, body: unknown): z.output<TSchema> {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new HttpProblem({ status: 400, title: 'The input does not match its schema', code: 'input-invalid', issues });
}
