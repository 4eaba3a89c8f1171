import * as fixture from '../../fixtures/races.ts';
import { eventsOf, logs, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

const { cancelsLosers, readsAfterTimeout, readsByRace, readsInside } = fixture;

describe.each([true, false])('waits for signals in races, on workflow threads of ours: %s', (fastWorkflowThreads) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(fixture, { fastWorkflowThreads });
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  test('lose no message to a race that is over', async () => {
    const handle = await harness.start(readsByRace);
    const sent = Array.from({ length: 12 }, (_, count) => [count % 3 === 0 ? 'a' : 'b', String(count)] as const);
    for (const [name, text] of sent.slice(0, 6)) await handle.signal(name, text);
    await Promise.all(sent.slice(6).map(([name, text]) => handle.signal(name, text)));
    await handle.signal('b', 'end');
    const read = await handle.result();
    expect(read.slice(0, 6)).toEqual(sent.slice(0, 6).map(([, text]) => text));
    expect([...read].sort()).toEqual(sent.map(([, text]) => text).sort());
  });

  test('are logged once when a race inside an async function may take a message', async () => {
    const handle = await harness.start(readsInside);
    await handle.signal('b', 'first');
    await handle.signal('b', 'second');
    expect(await handle.result()).toBe('second');
    const { workflowId } = handle;
    const warnings = logs.filter(({ level, meta }) => level === 'WARN' && meta?.['workflowId'] === workflowId);
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('use ctx.race')]);
  });

  test('are cancelled when they lose a ctx.race, with its timers', async () => {
    const handle = await harness.start(cancelsLosers);
    for (const text of ['1', '2', '3', '4', '5', '6']) await handle.signal('a', text);
    expect(await handle.result()).toHaveLength(6);
    const events = await eventsOf(handle);
    const started = events.filter((event) => event.timerStartedEventAttributes).length;
    expect(events.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(started);
  });

  test('time out, and leave what arrives later to the next wait', async () => {
    const handle = await harness.start(readsAfterTimeout);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await handle.signal('a', 'late');
    const [early, late] = await handle.result();
    expect([early, late].filter((text) => text !== undefined && text !== null)).toEqual(['late']);
  });
});
