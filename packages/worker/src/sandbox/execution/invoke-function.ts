import type { ResolvedFunctionOptions } from '@tfn/core';
import { limitPayloads } from '../limits/payload-limit.ts';
import { runActivity } from '../context/run-function.ts';

/** The workflow type by which a client invokes a function without a workflow of the user's. */
export const INVOKE_WORKFLOW_TYPE = 'tfn.invoke';

/** What the client sends. */
export interface InvokeFunctionInput {
  readonly name: string;
  readonly options: Omit<ResolvedFunctionOptions, 'input' | 'output'>;
  readonly args: readonly unknown[];
}

/** Runs one function as its activity. */
export async function invokeFunction({ name, options, args }: InvokeFunctionInput): Promise<unknown> {
  limitPayloads();
  return runActivity(name, args, options);
}
