import { randomUUID } from 'node:crypto';
import type { AnyWorkflowDef } from '@tfn/core';
import * as messages from '../../fixtures/messages.ts';
import { afterTasks, eventsOf, failureOf, startHarness, until } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

describe('the messages of a workflow', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(messages);
  });
  afterEach(async () => {
    expect(await harness.replay()).toEqual([]);
  });
  afterAll(() => harness.stop());

  /** A workflow that received its first signal with its start. */
  const signalled = (def: AnyWorkflowDef, signal: string, payload: unknown) =>
    harness.client.workflow.signalWithStart(def.name, {
      taskQueue: harness.taskQueue,
      workflowId: randomUUID(),
      args: [true],
      signal,
      signalArgs: [payload],
    });

  test('reach onSignal in order, whether they arrived before its handler or after', async () => {
    const handle = await signalled(messages.collects, 'add', 'a');
    await handle.signal('add', 'b');
    await handle.signal('go');
    await handle.signal('add', 'c');
    await afterTasks(handle);
    await handle.signal('add', 'd');
    await handle.signal('done');
    expect(await handle.result()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('query the state of the workflow, even after it has ended', async () => {
    const handle = await harness.start(messages.collects, false);
    await handle.signal('add', 'a');
    await handle.signal('add', 'b');
    expect(await handle.query('items')).toEqual(['a', 'b']);
    expect(await handle.query('nth', 1)).toBe('b');
    await handle.signal('done');
    await handle.result();
    expect(await handle.query('items')).toEqual(['a', 'b']);
    await expect(handle.query('unknown')).rejects.toThrow(/unknown/);
  });

  test('are handled completely before the workflow ends', async () => {
    const handle = await harness.start(messages.awaiting);
    for (const item of ['a', 'b', 'c']) await handle.signal('item', item);
    await handle.signal('end');
    expect(await handle.result()).toEqual(['A', 'B', 'C']);
  });

  test('end the workflow when a handler of onSignal throws', async () => {
    const handle = await harness.start(messages.throwingSignal);
    await handle.signal('boom');
    expect(await failureOf(handle.result())).toMatchObject({ message: 'no such signal', type: 'Error' });
  });

  test('update the workflow and get an answer, unless the validator rejects or the handler throws', async () => {
    const handle = await harness.start(messages.updated);
    expect(await handle.executeUpdate('rename', { args: [{ to: 'second' }] })).toBe('first to SECOND');
    expect(await handle.executeUpdate('count', { args: [1] })).toBe(2);
    const before = (await eventsOf(handle)).length;
    const rejected = await failureOf(handle.executeUpdate('rename', { args: [{ to: '' }] }));
    expect(rejected.message).toBe('a name is needed');
    const traces = (await eventsOf(handle))
      .slice(before)
      .filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    expect(traces).toEqual([]);
    const thrown = await failureOf(handle.executeUpdate('rename', { args: [{ to: 'throw' }] }));
    expect(thrown.message).toBe('cannot be thrown');
    await handle.signal('end');
    expect(await handle.result()).toBe('THROW');
  });

  test('let waitFor resolve to whether its condition became true', async () => {
    expect(await harness.execute(messages.waitsFor, 'never')).toBe(false);
    expect(await harness.execute(messages.waitsFor, 'now')).toBe(true);
    const handle = await harness.start(messages.waitsFor, 'met');
    await handle.signal('met');
    expect(await handle.result()).toBe(true);
  });

  test('fail the workflow when the predicate of waitFor throws', async () => {
    const handle = await harness.start(messages.waitsFor, 'throws');
    await afterTasks(handle);
    await handle.signal('met');
    expect((await failureOf(handle.result())).message).toBe('the predicate threw');
  });

  test('reach waitForSignal whether they arrived before or after, each waiter in turn, none after its timeout', async () => {
    const handle = await signalled(messages.waitsForSignals, 'word', 'early');
    await handle.signal('go');
    // Both timers have fired, and the workflow has handled that.
    await until(async () => {
      const events = await eventsOf(handle);
      const second = events.filter((event) => event.timerFiredEventAttributes)[1];
      return (
        second !== undefined &&
        events.slice(events.indexOf(second)).some((event) => event.workflowTaskCompletedEventAttributes)
      );
    });
    await handle.signal('word', 'one');
    await handle.signal('word', 'two');
    expect(await handle.result()).toEqual({
      before: 'early',
      missing: true,
      timedOut: true,
      first: 'one',
      second: 'two',
    });
  });

  test('go to a handler that is set after a wait, queued ones first', async () => {
    const handle = await harness.start(messages.waitsThenHandles, undefined);
    for (const word of ['a', 'b', 'c']) await handle.signal('word', word);
    await handle.signal('go');
    await handle.signal('word', 'd');
    expect(await handle.result()).toEqual(['waited a', 'handled b', 'handled c', 'handled d']);
  });

  test('that were queued are handled completely before the workflow ends', async () => {
    const handle = await harness.start(messages.queuedSignals);
    for (const word of ['a', 'b', 'c']) await handle.signal('word', word);
    await handle.signal('go');
    expect(await handle.result()).toEqual(['B', 'C']);
  });

  test('that were queued end the workflow when their handler throws, and call onFailure', async () => {
    const handle = await harness.start(messages.queuedSignals);
    for (const word of ['a', 'boom']) await handle.signal('word', word);
    await handle.signal('go');
    expect(await failureOf(handle.result())).toMatchObject({ message: 'no such word', type: 'Error' });
    expect(messages.noted).toEqual([`${handle.workflowId}: no such word`]);
  });
});
