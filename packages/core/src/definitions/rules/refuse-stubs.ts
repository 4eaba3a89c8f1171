import { inSandbox } from '../registry/call-site.ts';

/**
 * In a workflow's sandbox: has what replaces a value that it does not have there, such as `process.env.QUEUE`, throw an error with its
 * file and line, instead of becoming an option's value.
 */
export function refuseStubs(options: unknown): void {
  if (inSandbox()) find(options, 0)?.();
}

// --- internal ---

const REFUSE: unique symbol = Symbol.for('@tfn/refuse') as never;

type Refuse = () => never;

/** Finds what throws, to call it near the user's line: a stack in the sandbox has ten lines. */
function find(value: unknown, depth: number): Refuse | undefined {
  if (typeof value === 'function') return (value as { [REFUSE]?: Refuse })[REFUSE];
  if (typeof value !== 'object' || value === null || depth > 4) return undefined;
  for (const field of Object.values(value)) {
    const refuse = find(field, depth + 1);
    if (refuse) return refuse;
  }
  return undefined;
}
