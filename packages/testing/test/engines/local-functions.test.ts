import { setTimeout as wait } from 'node:timers/promises';
import { tfn } from '@tfn/testing';
import { until } from '../conformance/case.ts';
import { local } from '../conformance/fixtures/functions.ts';
import { localBeforeSignal, racesLocal } from '../conformance/fixtures/tasks.ts';

// A task of this length takes 8 s on a server as well; in memory time can be let pass meanwhile.
test('a task in which a local function runs for long is reported: timers begin, and signals arrive', async () => {
  await using env = await tfn.testEnv({ engine: 'memory' });
  let open: (value: string) => void = () => undefined;
  env.mock(local, () => new Promise((resolve) => (open = resolve)));
  const raced = await env.start(racesLocal, 1000);
  const signalled = await env.start(localBeforeSignal);
  await until(() => env.calls(local).length === 2);
  await signalled.signal('word', 'early');
  const query = raced.query('unknown').catch(() => 'answered');
  await env.sleep('7s');
  expect((await raced.history()).lines).toEqual(['started racesLocal 1000']);
  expect(await Promise.race([query, wait(20, 'waits')])).toBe('waits');
  await env.sleep('1500ms');
  expect(await query).toBe('answered');
  expect((await raced.history()).lines).toContain('sleep 1s (pending)');
  // What happens meanwhile is delivered when the task is reported again.
  await env.sleep('8s');
  expect(await raced.result()).toBe('timer');
  open('done');
  await until(() => env.calls(local).length === 3);
  await signalled.signal('word', 'end');
  open('done');
  expect((await signalled.result())[0]).toBe('early');
});
