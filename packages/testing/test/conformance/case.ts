import type { TestEnv } from '@tfn/testing';

/** One behavior that all engines must have. */
export interface Case {
  readonly name: string;
  readonly run: (env: TestEnv) => Promise<void>;
}

/** In milliseconds. */
export const DAY = 86_400_000;

/**
 * How long a timer takes that a workflow may cancel, in milliseconds. When it fires while a workflow task runs that cancels it, Temporal's time-skipping
 * server refuses the task, and the workflow never gets another one (temporalio/sdk-java#3088): there it must not fire by itself.
 */
export function waitOf({ engine }: TestEnv): number {
  return engine === 'time-skipping' ? DAY : 200;
}

/** The error with which a promise rejects. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: string; details?: Details }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { code?: string; details?: Details };
  }
  throw new Error('it did not reject');
}

interface Details {
  readonly rootCause?: { readonly type: string; readonly message: string };
}

/** Asks until the answer is the expected one, and fails with the last one otherwise. */
export async function becomes<TValue>(ask: () => Promise<TValue>, expected: TValue): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    if ((await ask()) === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await ask()).toBe(expected);
}

/** Waits until a condition is true. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
