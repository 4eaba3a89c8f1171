import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  RetryState,
} from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import { isCancellation, TfnError } from '@tfn/core';

const cancelled = new CancelledFailure('cancelled');
const activityFailure = (cause: Error): Error =>
  new ActivityFailure('failed', 'charge', '1', RetryState.CANCEL_REQUESTED, 'me', cause);
const childFailure = (cause: Error): Error =>
  new ChildWorkflowFailure(undefined, { workflowId: 'a', runId: 'b' }, 'ship', RetryState.CANCEL_REQUESTED, cause);

describe('isCancellation', () => {
  it.each([
    ["Temporal's own failure", cancelled],
    ['the failure of a cancelled function', activityFailure(cancelled)],
    ['the failure of a cancelled child', childFailure(cancelled)],
    ["a client's error", new TfnError('TFN_WORKFLOW_CANCELLED', 'it was cancelled')],
    ["the error of Temporal's client", new WorkflowFailedError('cancelled', cancelled, RetryState.CANCEL_REQUESTED)],
    [
      'the error of a call that received an aborted signal',
      new DOMException('This operation was aborted', 'AbortError'),
    ],
    ['a failure of another copy of the SDK', Object.assign(new Error('cancelled'), { name: 'CancelledFailure' })],
  ])('recognises %s', (_, error) => expect(isCancellation(error)).toBe(true));

  const cyclic = Object.assign(new Error('again'), { name: 'ActivityFailure' });
  cyclic.cause = cyclic;
  it.each([
    ['another failure', ApplicationFailure.create({ message: 'no' })],
    ['a failure of a function for another reason', activityFailure(ApplicationFailure.create({ message: 'no' }))],
    ['an error that only mentions one', new Error('no', { cause: cancelled })],
    ['the timeout of a scope', new TfnError('TFN_SCOPE_TIMED_OUT', 'late', { cause: cancelled })],
    ['a timeout of a signal', new DOMException('late', 'TimeoutError')],
    ['undefined', undefined],
    ['null', null],
    ['a text', 'CancelledFailure'],
    ['a cycle of causes', cyclic],
    ['an object without a prototype', Object.create(null)],
    [
      'an object whose properties throw',
      new Proxy(
        {},
        {
          get() {
            throw new Error('no');
          },
        },
      ),
    ],
  ])('does not take %s for one', (_, error) => expect(isCancellation(error)).toBe(false));
});
