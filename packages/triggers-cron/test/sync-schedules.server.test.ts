import { tfn as clientTfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { tfn } from '@tfn/core';
import type { ScheduleTriggerDef } from '@tfn/core';
import { scheduleHandle, syncSchedules } from '@tfn/triggers-cron';
import type { SchedulePlan, ScheduleState } from '@tfn/triggers-cron';
import { checked, configured, record, report } from './fixtures/jobs.ts';
import { createApp, until } from './support/app.ts';

const address = process.env['TFN_TEST_ADDRESS'] as string;
const none = { create: [], update: [], delete: [], keep: [], differences: {} };
let client: TfnClient;

beforeAll(() => {
  client = clientTfn.client({ temporal: { address }, taskQueue: 'jobs' });
});
afterAll(() => client.close());

/** A definition with all options. */
const full = (id: string): ScheduleTriggerDef =>
  tfn.cron('*/10 9-17 * * MON-FRI', configured, {
    ...{
      id,
      timezone: 'Europe/Berlin',
      overlap: 'buffer-one',
      jitter: '30s',
      catchupWindow: '1h',
      pauseOnFailure: true,
    },
    ...{ paused: true, startAt: new Date('2030-01-01T00:00:00.123Z'), endAt: new Date('2031-01-01T00:00:00Z') },
  });

describe('syncSchedules', () => {
  it('creates, keeps, updates and deletes schedules to match the definitions', async () => {
    const { id, sync, clean } = createApp(client);
    const a = full(id('a'));
    const b = tfn.cron('0 0 1,15 * FRI', report, { id: id('b'), input: 'b' });
    const c = tfn.interval('5m', record, { id: id('c'), input: 'c' });
    const d = tfn.interval('1h', checked, { id: id('d'), input: { id: 'x', size: 0 }, overlap: true });
    expect(await sync([a, b, c, d], { dryRun: true })).toEqual({ ...none, create: ['a', 'b', 'c', 'd'] });
    expect(await sync([a, b, c, d])).toEqual({ ...none, create: ['a', 'b', 'c', 'd'] });
    const written = await client.temporal.schedule.getHandle(id('a')).describe();
    expect(await sync([a, b, c, d])).toEqual({ ...none, keep: ['a', 'b', 'c', 'd'] });
    expect((await client.temporal.schedule.getHandle(id('a')).describe()).info).toEqual(written.info);

    const changed = [
      { ...a, options: { ...a.options, timezone: 'Europe/Rome', overlap: false, jitter: 0 } },
      { ...b, options: { ...b.options, input: 'B' } },
      { ...d, options: { ...d.options, input: { id: 'x', size: 1 } } },
    ];
    const differences = {
      a: ['spec.timezone', 'spec.jitter', 'policies.overlap'],
      b: ['action.args'],
      d: ['action.args'],
    };
    // Temporal's list lags behind a little.
    await until(async () => (await sync([], { dryRun: true })).delete.length === 4);
    const expected = { ...none, update: ['a', 'b', 'd'], delete: ['c'], differences };
    expect(await sync(changed, { dryRun: true })).toEqual(expected);
    expect(await sync(changed, { prune: false })).toEqual({ ...expected, delete: [] });
    expect(await sync(changed)).toEqual({ ...none, keep: ['a', 'b', 'd'], delete: ['c'] });
    await expect(scheduleHandle(client, id('c')).state()).rejects.toMatchObject({ code: 'TFN_SCHEDULE_NOT_FOUND' });
    await clean('a', 'b', 'd');
  });

  it('reverts manual changes, but keeps a manual pause', async () => {
    const { id, sync, clean } = createApp(client);
    const def = tfn.cron('0 9 * * *', report, { id: id('a'), input: 'a' });
    await sync([def]);
    const temporal = client.temporal.schedule.getHandle(id('a'));
    await temporal.update((before) => ({ ...before, spec: { intervals: [{ every: '1h' }] } }));
    await scheduleHandle(client, def).pause('on holiday');
    expect((await sync([def])).differences).toEqual({ a: ['spec.calendars', 'spec.intervals'] });
    expect(await scheduleHandle(client, def).state()).toMatchObject({ paused: true, note: 'on holiday' });
    expect(await sync([def])).toEqual({ ...none, keep: ['a'] });
    const running = { ...def, options: { ...def.options, paused: false } };
    expect((await sync([running])).differences).toEqual({ a: ['paused'] });
    expect((await scheduleHandle(client, def).state()).paused).toBe(false);
    await clean('a');
  });

  it("leaves schedules of other owners alone: another app's, or one made by hand", async () => {
    const [mine, other] = [createApp(client), createApp(client)];
    const byHand = mine.id('hand');
    await client.temporal.schedule.create({
      scheduleId: byHand,
      spec: { intervals: [{ every: '1d' }] },
      action: { type: 'startWorkflow', workflowType: 'x', taskQueue: 'x' },
    });
    const theirs = tfn.interval('1d', report, { id: mine.id('theirs'), input: 'x' });
    await syncSchedules(client, { app: other.app, schedules: [theirs] });
    const own = tfn.interval('1d', report, { id: mine.id('own'), input: 'x' });
    await expect(
      mine.sync([own, { ...theirs, spec: { every: 1000 } }, tfn.interval('1h', report, { id: byHand, input: 'x' })]),
    ).rejects.toMatchObject({ code: 'TFN_SCHEDULE_FOREIGN', details: { ids: [byHand, theirs.id] } });
    await expect(scheduleHandle(client, own).state()).rejects.toMatchObject({ code: 'TFN_SCHEDULE_NOT_FOUND' });
    await mine.sync([own]);
    await until(async () => (await mine.sync([], { dryRun: true })).delete.length === 1);
    expect(await mine.sync([])).toEqual({ ...none, delete: ['own'] });
    expect((await scheduleHandle(client, byHand).state()).paused).toBe(false);
    expect((await scheduleHandle(client, theirs).state()).paused).toBe(false);
    await mine.clean('hand', 'theirs');
  });

  it('compares inputs by what JSON cannot express as well', async () => {
    const { id, sync, clean } = createApp(client);
    const withInput = (input: unknown): ScheduleTriggerDef[] => [
      tfn.interval('1h', record, { id: id('a'), input: input as never }),
    ];
    // Field order does not matter.
    const stock = (count: bigint): unknown => ({ stock: new Map([['chair', count]]), since: new Date(1) });
    await sync(withInput(stock(1n)));
    expect(await sync(withInput({ since: new Date(1), stock: new Map([['chair', 1n]]) }))).toEqual({
      ...none,
      keep: ['a'],
    });
    const differences = { a: ['action.args'] };
    for (const input of [
      stock(2n),
      { price: NaN },
      { price: Infinity },
      { at: new Date(1) },
      { at: new Date(1).toISOString() },
    ])
      expect(await sync(withInput(input))).toEqual({ ...none, update: ['a'], differences });
    await clean('a');
  });

  it('works from ten replicas at once', async () => {
    const { id, sync, clean } = createApp(client);
    const define = (every: number): ScheduleTriggerDef[] =>
      ['a', 'b', 'c'].map((name) => ({
        ...tfn.interval('1h', report, { id: id(name), input: name }),
        spec: { every },
      }));
    const replicas = (defs: ScheduleTriggerDef[]): ReturnType<typeof Promise.all<ReturnType<typeof sync>[]>> =>
      Promise.all(Array.from({ length: 10 }, () => sync(defs)));

    const created = await replicas(define(3_600_000));
    for (const name of ['a', 'b', 'c']) expect(created.filter(({ create }) => create.includes(name))).toHaveLength(1);
    await replicas(define(7_200_000));
    expect(await sync(define(7_200_000))).toEqual({ ...none, keep: ['a', 'b', 'c'] });
    await until(async () => (await sync([], { dryRun: true })).delete.length === 3);
    await replicas([]);
    expect(await sync(define(1_000), { dryRun: true })).toMatchObject({ create: ['a', 'b', 'c'] });
    await clean('a', 'b', 'c');
  });

  it('retries when Temporal does not answer in time, for three attempts at most', async () => {
    const { app, id, clean } = createApp(client);
    const { schedule, options } = client.temporal;
    const late = { create: 0, describe: 0, update: 0, delete: 0 };
    /** The first `late` calls time out before Temporal can answer. */
    const lately = <TAnswer>(call: keyof typeof late, ask: () => Promise<TAnswer>): Promise<TAnswer> =>
      late[call]-- > 0 ? client.temporal.withDeadline(Date.now() - 1, ask) : ask();
    const slow = {
      create: (given: never) => lately('create', () => schedule.create(given)),
      list: () => schedule.list(),
      getHandle(scheduleId: string) {
        const handle = schedule.getHandle(scheduleId);
        return Object.assign(Object.create(handle) as typeof handle, {
          describe: () => lately('describe', () => handle.describe()),
          update: (change: never) => lately('update', () => handle.update(change)),
          delete: () => lately('delete', () => handle.delete()),
        });
      },
    };
    const sync = (calls: Partial<typeof late>, ...intervals: readonly `${number}h`[]): Promise<SchedulePlan> => {
      Object.assign(late, { create: 0, describe: 0, update: 0, delete: 0 }, calls);
      const schedules = intervals.map((interval) => tfn.interval(interval, record, { id: id('a'), input: 'a' }));
      return syncSchedules({ temporal: { schedule: slow, options } }, { app, schedules, taskQueue: 'jobs' });
    };
    const look = (describe: number): Promise<ScheduleState> => {
      late.describe = describe;
      return scheduleHandle({ temporal: { schedule: slow, options } }, id('a')).state();
    };
    const tooLate = { name: 'ServiceError', cause: { code: 4 } };
    await expect(sync({ create: 3 }, '1h')).rejects.toMatchObject(tooLate);
    expect(await sync({ create: 2 }, '1h')).toMatchObject({ create: [id('a')] });
    await expect(sync({ describe: 3 }, '1h')).rejects.toMatchObject(tooLate);
    expect(await sync({ describe: 2 }, '1h')).toMatchObject({ keep: [id('a')] });
    await expect(sync({ update: 3 }, '2h')).rejects.toMatchObject(tooLate);
    expect(await sync({ update: 2 }, '2h')).toMatchObject({ update: [id('a')] });
    expect(await sync({}, '2h')).toMatchObject({ keep: [id('a')] });
    await expect(look(3)).rejects.toMatchObject(tooLate);
    expect(await look(2)).toMatchObject({ paused: false });
    await until(async () => (await sync({ delete: 3 }).catch(() => undefined)) === undefined);
    expect(await sync({ delete: 2 })).toMatchObject({ delete: [id('a')] });
    await clean('a');
  });

  it('creates schedules that Temporal describes as defined', async () => {
    const { id, sync, clean } = createApp(client);
    await sync([full(id('a')), tfn.interval('90s', record, { id: id('b'), input: 'x' })]);
    const url = `http://${process.env['TFN_TEST_HTTP_ADDRESS']}/api/v1/namespaces/default/schedules`;
    const read = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
    expect(await read(`/${id('a')}`)).toMatchObject({
      schedule: {
        spec: {
          structuredCalendar: [
            {
              minute: [{ end: 50, step: 10 }],
              hour: [{ start: 9, end: 17 }],
              dayOfWeek: [{ start: 1, end: 5 }],
              comment: '*/10 9-17 * * MON-FRI',
            },
          ],
          startTime: '2030-01-01T00:00:00Z',
          endTime: '2031-01-01T00:00:00Z',
          jitter: '30s',
          timezoneName: 'Europe/Berlin',
        },
        action: {
          startWorkflow: {
            workflowId: id('a'),
            workflowType: { name: 'configured' },
            taskQueue: { name: 'reports' },
            workflowExecutionTimeout: '3600s',
            workflowRunTimeout: '600s',
            retryPolicy: { initialInterval: '2s', maximumAttempts: 3 },
            priority: { priorityKey: 2 },
          },
        },
        policies: { overlapPolicy: 'SCHEDULE_OVERLAP_POLICY_BUFFER_ONE', catchupWindow: '3600s', pauseOnFailure: true },
        state: { paused: true },
      },
    });
    const listed = await until(async () => {
      const { schedules } = (await read('?maximumPageSize=1000')) as {
        schedules: { scheduleId: string; info: { workflowType: { name: string } } }[];
      };
      const own = schedules.filter(({ scheduleId }) => scheduleId.startsWith(id('')));
      return own.length === 2 && own;
    });
    expect(listed.map(({ info }) => info.workflowType.name).sort()).toEqual(['configured', 'tfn.invoke']);
    await clean('a', 'b');
  });

  it('checks everything before it changes anything', async () => {
    const { id, app, sync } = createApp(client);
    const good = tfn.interval('1h', report, { id: id('a'), input: 'x' });
    const cases = [
      [tfn.interval('1h', checked, { id: id('b'), input: { id: '' } }), 'TFN_INPUT_INVALID'],
      [tfn.interval('1h', record, { id: id('d'), input: Symbol('s') as never }), 'TFN_INPUT_UNSERIALIZABLE'],
      [tfn.cron('0 0 * * *', report, { id: id('c'), input: 'x', timezone: 'Mars/Olympus' }), 'TFN_SCHEDULE_INVALID'],
    ] as const;
    for (const [bad, code] of cases) await expect(sync([good, bad])).rejects.toMatchObject({ code });
    await expect(sync([good], { app: '' })).rejects.toMatchObject({ code: 'TFN_SCHEDULE_APP' });
    await expect(syncSchedules({} as never, { app, schedules: [good] })).rejects.toMatchObject({
      code: 'TFN_SCHEDULE_CLIENT',
    });
    await expect(scheduleHandle(client, good).state()).rejects.toMatchObject({ code: 'TFN_SCHEDULE_NOT_FOUND' });
  });

  it('accepts a client of the SDK', async () => {
    const { id, app, clean } = createApp(client);
    const def = tfn.interval('1h', report, { id: id('a'), input: 'x' });
    expect((await syncSchedules({ temporal: client.temporal }, { app, schedules: [def] })).create).toEqual([id('a')]);
    const { action } = await client.temporal.schedule.getHandle(id('a')).describe();
    expect(action).toMatchObject({ workflowType: 'report', taskQueue: 'default', args: ['x'] });
    await clean('a');
  });
});
