import type { Invocation } from '@tfn/core/internal';
import { failing } from '../context/failure.ts';
import { limitPayloads } from '../limits/payload-limit.ts';
import { runActivity } from '../context/run-function.ts';

/** The built-in workflow: runs one function as its activity. */
export const invokeFunction: (invocation: Invocation) => Promise<unknown> = failing(
  ({ name, options, args }: Invocation) => {
    limitPayloads();
    return runActivity(name, args, options);
  },
);
