import type { Invocation } from '@tfn/core/internal';
import { limitPayloads } from '../limits/payload-limit.ts';
import { runActivity } from '../context/run-function.ts';

/** The built-in workflow: runs one function as its activity. */
export async function invokeFunction({ name, options, args }: Invocation): Promise<unknown> {
  limitPayloads();
  return runActivity(name, args, options);
}
