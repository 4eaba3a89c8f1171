import type { AnyFunctionDef, FunctionDef } from './function.ts';
import type { AnySchema, SchemaInput, SchemaOutput } from './schema.ts';
import type { AnyWorkflowDef, WorkflowDef } from './workflow.ts';

/** A definition that a client or a trigger can start: a workflow or a function. */
export type AnyRunnable = AnyFunctionDef | AnyWorkflowDef;

/** The input of a definition's handler. */
export type InputOf<TDef> =
  TDef extends FunctionDef<string, infer TInput, infer _TOutput>
    ? TInput
    : TDef extends WorkflowDef<string, infer TInput, infer _TOutput>
      ? TInput
      : unknown;

/** The input that a caller outside of workflows passes: what the schema accepts, if there is one. */
export type CallerInputOf<TDef> = TDef extends { readonly options: { readonly input: infer TSchema extends AnySchema } }
  ? SchemaInput<TSchema>
  : InputOf<TDef>;

/** What every caller and reader gets: what the output schema returns, if there is one, otherwise what the handler resolves to. */
export type OutputOf<TDef> = TDef extends {
  readonly options: { readonly output: infer TSchema extends AnySchema };
}
  ? SchemaOutput<TSchema>
  : HandlerOutputOf<TDef>;

/** What a definition's handler resolves to, before an output schema. */
export type HandlerOutputOf<TDef> =
  TDef extends FunctionDef<string, infer _TInput, infer TOutput>
    ? TOutput
    : TDef extends WorkflowDef<string, infer _TInput, infer TOutput>
      ? TOutput
      : unknown;

/** The arguments after the definition: the input, optional if the handler takes none, then options. */
export type CallArgs<TInput, TOptions> = undefined extends TInput
  ? [input?: TInput, options?: TOptions]
  : [input: TInput, options?: TOptions];

/**
 * The parameter of a handler from which its input is inferred. The further members let TypeScript accept a default: of a parameter with a
 * pattern, `({ days = 1 } = {})`, it otherwise demands that the default fits whatever the input may be.
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-invalid-void-type -- the widest types that inference leaves in place
export type InferrableInput<TInput> = TInput | {} | void;

/** The type of a handler's parameter: void without one, with undefined when it has a default. */
export type ParameterOf<THandler, TIndex extends 0 | 1> = THandler extends (...args: infer TArgs) => unknown
  ? Required<TArgs> extends readonly [unknown, ...infer TRest]
    ? TIndex extends 0
      ? TArgs[0]
      : TRest extends readonly []
        ? void
        : TArgs[1]
    : void
  : never;
