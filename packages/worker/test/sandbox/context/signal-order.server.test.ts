import { randomUUID } from 'node:crypto';
import { createClient } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import '../../fixtures/elsewhere.ts';
import * as fixture from '../../fixtures/ordered-signals.ts';
import { address, eventsOf, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

const { brief, end, late, received, tick } = fixture;
const counts = Array.from({ length: 20 }, (_, count) => count);

describe('the signals of a workflow', () => {
  let harness: Harness;
  let client: TfnClient;
  beforeAll(async () => {
    harness = await startHarness(fixture);
    client = createClient({ temporal: { address }, taskQueue: harness.taskQueue });
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await client.close();
    await harness.stop();
  });

  test('reach a tfn.signal in order, and are all handled before the workflow ends', async () => {
    const handle = await harness.start(brief);
    for (const count of counts) await client.signal(handle.workflowId, tick, { count });
    await client.signal(handle.workflowId, end);
    await handle.result();
    const events = await eventsOf(handle);
    const payloads = events.flatMap((event) => event.activityTaskScheduledEventAttributes?.input?.payloads ?? []);
    expect(payloads.map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()))).toEqual(
      counts.map((count) => ({ count })),
    );
    expect(received).toHaveLength(counts.length);
    expect(events.at(-1)).toHaveProperty('workflowExecutionCompletedEventAttributes');
  });

  test('wait for a late handler, and keep their order', async () => {
    const { workflowId } = await client.start(late, 'x');
    for (const count of counts) await client.signal(workflowId, 'own', count);
    await client.signal(workflowId, end);
    expect(await client.getHandle(late, workflowId).result()).toEqual(counts);
  });

  test('start their target workflow', async () => {
    received.length = 0;
    const workflowId = randomUUID();
    const options = { workflowId, signal: tick, payload: { count: 100 } };
    await client.signalWithStart(brief, options);
    const handle = await client.signalWithStart(brief, { ...options, payload: { count: 101 } });
    await handle.signal(end);
    await handle.result();
    expect(received).toEqual(expect.arrayContaining([{ count: 100 }, { count: 101 }]));
  });

  test('reach a tfn.signal in a file that defines no workflow', async () => {
    received.length = 0;
    const { workflowId } = await client.start(brief);
    await client.signal(workflowId, 'from.elsewhere', 'hello');
    await client.signal(workflowId, end);
    await client.getHandle(workflowId).result();
    expect(received).toEqual(['hello']);
  });
});
