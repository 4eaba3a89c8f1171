import { randomUUID } from 'node:crypto';
import * as signals from '../../fixtures/signals.ts';
import { eventsOf, logs, startHarness, until } from '../../support/harness.ts';
import type { Handle, Harness } from '../../support/harness.ts';

describe('tfn.signal', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(signals);
  });
  afterEach(async () => {
    expect(await harness.replay()).toEqual([]);
  });
  afterAll(() => harness.stop());

  const send = async (handle: Handle, signal: string, text: string): Promise<void> => {
    await handle.signal(signal, { text });
    await handle.signal('end');
  };

  test('runs a plain handler to completion in the signalled workflow', async () => {
    const text = randomUUID();
    const handle = await harness.start(signals.plain);
    await send(handle, 'to.handler', text);
    expect(await handle.result()).toBe('ended');
    expect(signals.received).toContain(`${text} in plain`);
  });

  test('runs a function as an activity of the workflow', async () => {
    const text = randomUUID();
    const handle = await harness.start(signals.plain);
    await send(handle, 'to.function', text);
    await handle.result();
    expect(signals.received).toContain(text);
    expect((await eventsOf(handle)).some((event) => event.activityTaskScheduledEventAttributes)).toBe(true);
  });

  test('starts a workflow as a child that keeps running when the workflow ends', async () => {
    const text = randomUUID();
    const handle = await harness.start(signals.plain);
    await send(handle, 'to.workflow', text);
    await handle.result();
    await until(() => signals.received.includes(`audited ${text}`));
    const initiated = (await eventsOf(handle)).find(
      (event) => event.startChildWorkflowExecutionInitiatedEventAttributes,
    );
    expect(initiated?.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType?.name).toBe('audit');
  });

  test("leaves a signal to the workflow's own handler", async () => {
    const text = randomUUID();
    const handle = await harness.start(signals.own);
    await send(handle, 'to.handler', text);
    expect(await handle.result()).toEqual([`own ${text}`]);
    expect(signals.received).not.toContain(`${text} in own`);
  });

  test('logs a handler that throws, with the workflow, and fails nothing', async () => {
    const handle = await harness.start(signals.plain);
    await send(handle, 'throws', '');
    expect(await handle.result()).toBe('ended');
    const line = logs.find(({ message }) => message === "The handler of tfn.signal('throws') threw");
    expect(line?.meta).toMatchObject({ signal: 'throws', workflowId: handle.workflowId });
  });

  test('handles signals that arrive with the start', async () => {
    const text = randomUUID();
    const handle = await harness.client.workflow.signalWithStart('plain', {
      taskQueue: harness.taskQueue,
      workflowId: randomUUID(),
      args: [],
      signal: 'to.handler',
      signalArgs: [{ text }],
    });
    await handle.signal('end');
    await handle.result();
    expect(signals.received).toContain(`${text} in plain`);
  });
});
