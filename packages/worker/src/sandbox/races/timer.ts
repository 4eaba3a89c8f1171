import { sleep } from '@temporalio/workflow';
import { notePending } from '../promises/cancel-pending.ts';
import { nextSeq } from '../sdk/activator.ts';

/** Starts a timer, which a race can cancel. In milliseconds. */
export function startTimer(milliseconds: number): Promise<void> {
  const seq = nextSeq('timer');
  return notePending(sleep(milliseconds), 'timer', seq);
}
