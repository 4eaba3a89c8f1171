import { assertNames, assertTaskQueue } from '@tfn/core/internal';

/**
 * Checks the names of a client's options, and of those about Temporal, and its task queue.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertOptionNames(
  options: { readonly temporal?: object; readonly taskQueue?: string },
  known: { readonly client: object; readonly temporal: object },
): void {
  assertNames(WHAT, options, { known: Object.keys(known.client) });
  assertTaskQueue(WHAT, options.taskQueue);
  assertNames(WHAT, options.temporal ?? {}, { known: Object.keys(known.temporal), prefix: 'temporal.' });
}

// --- internal ---

const WHAT = 'the client';
