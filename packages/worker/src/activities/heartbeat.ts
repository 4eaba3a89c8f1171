import { sizeOfPayloads, toValuePayload, unserializableError } from '@tfn/core/internal';
import type { ResultLimits } from './call-handler.ts';
import { runError } from '../shared/errors.ts';

/**
 * Checks the details of a heartbeat when the function reports them: the SDK converts them later, and cancels the function when that fails, and an attempt
 * whose details are too large would be repeated again and again.
 * @throws {TfnError} TFN_RESULT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
 */
export function assertHeartbeat(
  name: string,
  details: unknown,
  { valueLimit: limit = Infinity, values }: ResultLimits = {},
): void {
  // The most frequent ones cost nothing.
  if (details === undefined || typeof details === 'number') return;
  const what = `the function '${name}'`;
  const found = unserializableError({ kind: 'result', part: 'heartbeat', what, value: details }, { mode: values });
  if (found !== undefined) throw found;
  const size = sizeOfPayloads([toValuePayload(details, values)]);
  if (size > limit) throw runError('TFN_VALUE_TOO_LARGE', { what: `The heartbeat of ${what}`, size, limit });
}
