import { tfn } from '@tfn/core';
import { nextRuns, scheduleHandle } from '@tfn/triggers-cron';
import type { ScheduleHandle } from '@tfn/triggers-cron';
import { calls, endless, record, report, stop } from './fixtures/jobs.ts';
import { createApp, until } from './support/app.ts';
import type { TestApp } from './support/app.ts';
import { startTemporal } from './support/temporal.ts';
import type { TestTemporal } from './support/temporal.ts';

let temporal: TestTemporal;
let app: TestApp;

const countOf = (what: string): number => calls.filter((call) => call === what).length;
const countAtLeast = (what: string, count: number): Promise<boolean> =>
  until(() => Promise.resolve(countOf(what) >= count));
/** Two runs of one second would have the same workflow id. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1001));
const infoOf = async (name: string) =>
  (await temporal.client.temporal.schedule.getHandle(app.id(name)).describe()).info;

beforeAll(async () => {
  temporal = await startTemporal({ record, report, endless });
  app = createApp(temporal.client);
});
afterEach(() => app.clean('workflow', 'function', 'endless', 'parallel', 'by-hand', 'busy'));
afterAll(() => temporal.stop());

describe('a schedule', () => {
  it('of one second fires repeatedly: a workflow, and a single function', async () => {
    await app.sync(
      [
        tfn.interval('1s', report, { id: app.id('workflow'), input: 'x' }),
        tfn.interval(1000, record, { id: app.id('function'), input: 'function x' }),
      ],
      { prune: false },
    );
    await countAtLeast('report x', 3);
    await countAtLeast('function x', 3);
    const { recentActions } = await until(async () => {
      const info = await infoOf('workflow');
      return info.recentActions.length >= 3 && info;
    });
    const times = recentActions.map(({ scheduledAt }) => scheduledAt.getTime());
    expect(times.map((time) => time % 1000)).toEqual(times.map(() => 0));
    const [first = 0] = times;
    expect(nextRuns(tfn.interval('1s', report, { id: app.id('workflow'), input: 'x' }), 1, new Date(first))).toEqual([
      new Date(first + 1000),
    ]);
  });

  it('with overlap false skips while the previous run is in flight', async () => {
    await app.sync([tfn.interval('1s', endless, { id: app.id('endless'), overlap: false })], { prune: false });
    const info = await until(async () => {
      const found = await infoOf('endless');
      return found.numActionsSkippedOverlap >= 2 && found;
    });
    expect(info).toMatchObject({ numActionsTaken: 1, runningActions: [{ type: 'startWorkflow' }] });
    await app.clean('endless');
    const [running] = info.runningActions;
    await temporal.client.signal(running?.workflow.workflowId as string, stop);
  });

  it('with overlap true does not', async () => {
    await app.sync([tfn.interval('1s', endless, { id: app.id('parallel'), overlap: true })], { prune: false });
    const { recentActions } = await until(async () => {
      const found = await infoOf('parallel');
      return found.recentActions.length >= 2 && found;
    });
    await app.clean('parallel');
    for (const { action } of recentActions) {
      const handle = temporal.client.getHandle(action.workflow.workflowId);
      expect(await handle.describe()).toMatchObject({ status: 'running' });
      await handle.signal(stop);
    }
  });

  it('can be paused, resumed, triggered and backfilled', async () => {
    const def = tfn.cron('0 0 1 1 *', report, { id: app.id('by-hand'), input: 'by hand' });
    await app.sync([def], { prune: false });
    const handle = scheduleHandle(temporal.client, def);
    await handle.pause('for the test');
    expect(await handle.state()).toMatchObject({ paused: true, note: 'for the test' });
    await handle.trigger();
    await countAtLeast('report by hand', 1);
    await handle.resume('go on');
    expect(await handle.state()).toMatchObject({ paused: false, note: 'go on', nextRuns: nextRuns(def, 10) });
    await handle.backfill({ start: new Date('2020-06-01T00:00:00Z'), end: new Date('2024-06-01T00:00:00Z') });
    await countAtLeast('report by hand', 5);
    await nextSecond();
    await handle.trigger({ overlap: 'allow-all' });
    await countAtLeast('report by hand', 6);
  });

  it('can be deleted by its id, and is made again as long as it is defined', async () => {
    const def = tfn.cron('0 0 1 1 *', report, { id: app.id('deleted'), input: 'deleted' });
    await app.sync([def], { prune: false });
    const handle = scheduleHandle(temporal.client, def.id);
    await handle.delete();
    await expect(handle.state()).rejects.toMatchObject({ code: 'TFN_SCHEDULE_NOT_FOUND' });
    expect((await app.sync([def], { prune: false })).create).toEqual(['deleted']);
    await handle.delete();
  });

  it('applies all changes, concurrent or in quick succession', async () => {
    const def = tfn.cron('0 0 1 1 *', report, { id: app.id('busy'), input: 'busy' });
    await app.sync([def], { prune: false });
    const handle = (): ScheduleHandle => scheduleHandle(temporal.client, def);
    for (let round = 1; round <= 4; round++) {
      await handle().trigger();
      await handle().pause();
      await countAtLeast('report busy', round * 2 - 1);
      await nextSecond();
      await Promise.all([handle().trigger(), handle().resume(`round ${round}`)]);
      await countAtLeast('report busy', round * 2);
      expect(await handle().state()).toMatchObject({ paused: false, note: `round ${round}` });
      await nextSecond();
    }
  });

  it('that does not exist is reported', async () => {
    const handle = scheduleHandle(temporal.client, 'none');
    for (const call of [handle.pause, handle.resume, handle.trigger, handle.delete, handle.state])
      await expect(call()).rejects.toMatchObject({ code: 'TFN_SCHEDULE_NOT_FOUND' });
  });
});
