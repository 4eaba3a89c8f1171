import { sleep } from '@temporalio/workflow';
import { nextSeq, notePending } from '../sdk/cancel-pending.ts';

/** Starts a timer, which a race can cancel. In milliseconds. */
export function startTimer(milliseconds: number): Promise<void> {
  const seq = nextSeq('timer');
  return notePending(sleep(milliseconds), 'timer', seq);
}
