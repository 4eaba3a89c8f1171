import type { ResolvedWorkflowOptions } from '../definitions/workflow.ts';
import { SCHEMAS_MEMO } from './reserved-names.ts';

/** What a workflow asks its worker, which has the schemas: to parse its input or its output. */
export interface SchemaCall {
  readonly workflow: string;
  readonly part: 'input' | 'output';
  readonly value?: unknown;
}

/** The memo of a start with what is known of its input; unchanged without schemas. */
export function withSchemaMemo(
  { input, output }: { readonly input?: unknown; readonly output?: unknown },
  memo: ResolvedWorkflowOptions['memo'],
  state: 'parsed' | 'raw',
): { readonly memo?: NonNullable<ResolvedWorkflowOptions['memo']> } {
  return { ...(input || output ? { memo: { ...memo, [SCHEMAS_MEMO]: state } } : memo && { memo }) };
}
