import { describe } from '@tfn/core/internal';
import { runError } from '../../../shared/errors.ts';
import { startTimer } from '../../races/timer.ts';

/** Pauses until a time: a Date, or milliseconds since 1970; one that has passed is over at once. @throws {TfnError} TFN_TIME_INVALID */
export function sleepUntil(time: Date | number): Promise<void> {
  // A date of the test's own realm is not an instance of the sandbox's class.
  const isDate = Object.prototype.toString.call(time) === '[object Date]';
  const milliseconds = isDate ? (time as Date).getTime() : time;
  if (!Number.isFinite(milliseconds))
    throw runError('TFN_TIME_INVALID', { call: 'ctx.sleepUntil', value: describe(time) });
  return startTimer((milliseconds as number) - Date.now());
}
