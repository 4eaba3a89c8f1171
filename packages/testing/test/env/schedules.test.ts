import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { daily, ended, ending, hourly, report, resting, together, waiting } from './fixtures/schedules.ts';

let env: TestEnv;

beforeEach(async () => {
  env = await tfn.testEnv({ engine: 'memory' });
});

afterEach(() => env.close());

const inputs = (): unknown[] => env.calls(report).map(({ input }) => input);

test('a schedule fires at its times, in its time zone, while time passes', async () => {
  const runs = await env.schedules.advance('3 days', daily);
  expect(runs).toHaveLength(3);
  expect(await Promise.all(runs.map((run) => run.result()))).toEqual(['daily', 'daily', 'daily']);
  for (const { workflowId } of runs) {
    const at = new Date(workflowId.slice('daily-'.length));
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', hour: 'numeric' }).format(at);
    expect(hour).toBe('09');
  }
});

test('time has passed afterwards, even when nothing was due', async () => {
  const before = (await env.now()).getTime();
  expect(await env.schedules.advance('2h', ended)).toEqual([]);
  expect((await env.now()).getTime() - before).toBeGreaterThanOrEqual(2 * 3_600_000);
});

test('without a schedule, all schedules fire that are not paused', async () => {
  await env.schedules.advance('1 day').catch(() => undefined);
  expect(inputs()).toContain('hourly');
  expect(inputs()).not.toContain('resting');
  expect(await env.schedules.advance('2m', resting)).toHaveLength(2);
  expect(await (await env.schedules.trigger('resting')).result()).toBe('resting');
});

test('a paused schedule does not fire until it is resumed, and does not make up for missed runs', async () => {
  env.schedules.pause(daily);
  expect(env.schedules.isPaused('daily')).toBe(true);
  expect(await env.schedules.advance('3 days', daily)).toEqual([]);
  env.schedules.resume('daily');
  expect(await env.schedules.advance('1 day', daily)).toHaveLength(1);
  expect(() => env.schedules.pause('evening')).toThrow(expect.objectContaining({ code: 'TFN_TEST_UNKNOWN' }));
});

test('a run of a schedule may pause it while time passes', async () => {
  env.mock(report, () => env.schedules.pause(daily) as never);
  expect(await env.schedules.advance('3 days', daily)).toHaveLength(1);
});

test('a schedule that is paused by its definition fires with the others once it is resumed', async () => {
  for (const def of env.schedules.list()) env.schedules.pause(def);
  expect(env.schedules.isPaused(resting)).toBe(true);
  env.schedules.resume(resting);
  expect(await env.schedules.advance('2m')).toHaveLength(2);
  const other = await tfn.testEnv({ engine: 'memory' });
  expect(other.schedules.isPaused(resting)).toBe(true);
  expect(other.schedules.isPaused(daily)).toBe(false);
  await other.close();
});

test('a run is skipped while the previous one is in flight', async () => {
  const runs = await env.schedules.advance('6h', hourly);
  expect(runs).toHaveLength(3);
  expect(inputs()).toHaveLength(2 + Number((await runs[2]?.describe())?.status === 'completed'));
});

test('a run starts in parallel with the previous one, or ends it, according to overlap', async () => {
  const side = await env.schedules.advance('2h', together);
  expect(side).toHaveLength(2);
  const [first, second] = await env.schedules.advance('2h', ending);
  expect([await first?.describe(), await second?.describe()]).toMatchObject([
    { status: 'terminated' },
    { status: 'running' },
  ]);
});

test('a run that would have to wait for the previous one is an error', async () => {
  const advancing = env.schedules.advance('2h', waiting);
  await expect(advancing).rejects.toMatchObject({
    code: 'TFN_TEST_UNSUPPORTED',
    message: expect.stringContaining("overlap 'buffer-one'"),
  });
});

test('the next runs of a schedule count from the time of the environment', async () => {
  const [first, second] = await env.schedules.nextRuns('hourly', 2);
  const now = await env.now();
  expect(first!.getTime() - now.getTime()).toBeLessThanOrEqual(3_600_000);
  expect(second!.getTime() - first!.getTime()).toBe(3_600_000);
  await env.sleep('3h');
  expect((await env.schedules.nextRuns(hourly, 1))[0]!.getTime()).toBeGreaterThan(second!.getTime());
  expect(await env.schedules.nextRuns(ended, 1)).toEqual([]);
  await expect(env.schedules.nextRuns('evening', 1)).rejects.toMatchObject({ code: 'TFN_TEST_UNKNOWN' });
});

test('the error names the package for cron expressions when it is missing', async () => {
  jest.doMock('@tfn/triggers-cron', () => {
    throw new Error("Cannot find module '@tfn/triggers-cron'");
  });
  const message = expect.stringContaining('npm install --save-dev @tfn/triggers-cron');
  await expect(env.schedules.advance('1h')).rejects.toMatchObject({ code: 'TFN_TEST_PACKAGE_MISSING', message });
  jest.dontMock('@tfn/triggers-cron');
});
