import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { startDevServer } from '@tfn/testing/server';
import * as time from './fixtures/time.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

describe('on a dev server', () => {
  let env: TestEnv;

  beforeEach(async () => {
    env = await tfn.testEnv({ engine: 'server' });
  });

  afterEach(() => env.close());

  test('a workflow of 120 days with a child ends while its result is awaited', async () => {
    const { own, child } = await env.execute(time.season, 40 * DAY);
    expect(own).toBeGreaterThanOrEqual(80 * DAY);
    expect(child).toBeGreaterThanOrEqual(40 * DAY);
  });

  test('a sleep moves a workflow to that time and no further', async () => {
    const handle = await env.start(time.patient);
    await env.sleep(DAY - HOUR);
    expect((await handle.describe()).status).toBe('running');
    await env.sleep(2 * HOUR);
    expect(await handle.result()).toBe('timed out');
  });

  test('a message that is sent after a sleep arrives before the next timer', async () => {
    const handle = await env.start(time.patient);
    await env.sleep(DAY - HOUR);
    await handle.signal('go', 'now');
    expect(await handle.result()).toBe('now');
  });

  test('a message that is sent while a result is awaited arrives before the timer', async () => {
    const handle = await env.start(time.patient);
    const result = handle.result();
    await handle.signal('go', 'now');
    expect(await result).toBe('now');
  });

  test('a workflow that starts later starts at the time of the environment', async () => {
    await env.execute(time.season, 10 * DAY);
    await env.sleep('5 days');
    const expected = (await env.now()).getTime();
    expect(expected - Date.now()).toBeGreaterThanOrEqual(15 * DAY);
    expect((await env.execute(time.timeOf)) - expected).toBeLessThan(HOUR);
    expect((await env.execute(time.timeOf)) - expected).toBeGreaterThanOrEqual(0);
  });

  test("a start's own delay is added to the time of the environment", async () => {
    await env.sleep('10 days');
    const handle = await env.start(time.timeOf, undefined, { startDelay: '1 day' });
    expect((await handle.result()) - Date.now()).toBeGreaterThan(10.9 * DAY);
  });

  test('a workflow skips more timers than the server allows by default', async () => {
    expect(await env.execute(time.ticks, 250)).toBe(250);
  });

  test('the time of a child that starts during a sleep stops at the end of the sleep, and its parent does not block the sleep', async () => {
    const handle = await env.start(time.parentOfPatient);
    await env.sleep('3 hours');
    expect((await handle.describe()).status).toBe('running');
    await env.client.signal(time.childOf(handle.workflowId), 'go', 'now');
    expect(await handle.result()).toBe('now');
  });

  test('a sleep reaches each of many workflows', async () => {
    const handles = await Promise.all(Array.from({ length: 10 }, () => env.start(time.patient)));
    await env.sleep('25 hours');
    const results = handles.map((handle) => handle.result());
    expect(await Promise.all(results)).toEqual(handles.map(() => 'timed out'));
  });

  test('twenty environments skip time at once', async () => {
    const envs = await Promise.all(Array.from({ length: 20 }, () => tfn.testEnv({ engine: 'server' })));
    const seasons = await Promise.all(envs.map((each) => each.execute(time.season, DAY)));
    expect(seasons.every(({ own }) => own >= 2 * DAY)).toBe(true);
    await Promise.all(envs.map((each) => each.close()));
  });
});

test('on a server that cannot skip time, time passes and one line says so', async () => {
  const lines: unknown[] = [];
  const print = jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(line));
  const server = await startDevServer({ dynamicConfig: { 'frontend.WorkflowTimeSkippingEnabled': false } });
  try {
    for (let round = 0; round < 2; round++) {
      await using env = await tfn.testEnv({ engine: 'server', address: server.address });
      const begun = performance.now();
      await env.sleep(50);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(49);
      expect((await env.execute(time.timeOf)) - Date.now()).toBeLessThan(HOUR);
    }
    expect(lines.filter((line) => String(line).includes('frontend.WorkflowTimeSkippingEnabled'))).toHaveLength(1);
  } finally {
    print.mockRestore();
    await server.stop();
  }
});
