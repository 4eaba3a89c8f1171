import type { StandardSchemaV1 } from '@standard-schema/spec';
import { inputError } from '../errors/input-errors.ts';
import type { InputIssue } from '../errors/input-errors.ts';

/** Any Standard Schema: zod, valibot, arktype and others. */
export type AnySchema = StandardSchemaV1;

/** A schema with a given output type. */
export type SchemaFor<TOutput> = StandardSchemaV1<unknown, TOutput>;

/** The option that sets the schema of the input. */
export interface WithInput<TSchema extends AnySchema> {
  /**
   * A Standard Schema: the handler gets its output. Clients and triggers check the input before they start anything; the worker parses the
   * input of a function, and that of a workflow that nothing of ours has parsed.
   */
  input: TSchema;
}

/** The option that sets the schema of the output. */
export interface WithOutput<TSchema extends AnySchema> {
  /** A Standard Schema: every caller and reader gets its output. The worker parses what the handler has returned, once. */
  output?: TSchema;
}

/** A definition with the type of its output schema; unchanged when that is unknown, or there is none. */
export type OutputSchemaDef<TDef, TSchema extends AnySchema> = AnySchema extends TSchema
  ? TDef
  : TDef & { readonly options: { readonly output: TSchema } };

/** The type that a schema accepts. */
export type SchemaInput<TSchema extends AnySchema> = StandardSchemaV1.InferInput<TSchema>;

/** The type that a schema returns. */
export type SchemaOutput<TSchema extends AnySchema> = StandardSchemaV1.InferOutput<TSchema>;

/**
 * Validates an input and returns the schema's output; without a schema, returns the input.
 * @throws {TfnError} TFN_INPUT_INVALID with `details.issues`
 */
export async function parseInput(def: SchemaCarrier, input: unknown): Promise<unknown> {
  const { value, issues } = await parseBy(def.options.input, input);
  if (issues !== undefined) throw inputError('TFN_INPUT_INVALID', { what: `'${def.name}'`, issues });
  return value;
}

/** What a schema makes of a value, or its problems with it; without a schema, the value itself. */
export async function parseBy(schema: AnySchema | undefined, value: unknown): Promise<Parsed> {
  const result = await (schema && validate(schema, value));
  if (result === undefined) return { value };
  return result.issues ? { issues: result.issues.map(toIssue) } : { value: result.value };
}

/** A parsed value, or the problems of one that does not match. */
export interface Parsed {
  readonly value?: unknown;
  readonly issues?: readonly InputIssue[];
}

/** Anything whose options may hold an input schema. */
export interface SchemaCarrier {
  readonly name: string;
  readonly options: { readonly input?: AnySchema };
}

// --- internal ---

/**
 * The Standard Schema of zod begins without asynchronous checks: it calls them, drops their promises, whose rejections then end the process, and
 * calls them again. So zod's own method is used.
 */
async function validate(schema: AnySchema, value: unknown): Promise<StandardSchemaV1.Result<unknown>> {
  const zod = schema as ZodLike;
  if (schema['~standard'].vendor !== 'zod' || !zod.safeParseAsync) return schema['~standard'].validate(value);
  const { data, error } = await zod.safeParseAsync(value);
  return error ?? { value: data };
}

interface ZodLike {
  readonly safeParseAsync?: (value: unknown) => Promise<{ data?: unknown; error?: StandardSchemaV1.FailureResult }>;
}

function toIssue(issue: StandardSchemaV1.Issue): InputIssue {
  const path = issue.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') ?? '';
  return { path, message: issue.message };
}
