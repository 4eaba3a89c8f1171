import { registry, tfn } from '../../src/index.ts';
import type { AnyWorkflowDef } from '../../src/index.ts';

const order = tfn.workflow('trigger.order', async (_ctx, input: { id: string }) => input.id);
const report = tfn.workflow('trigger.report', async () => 'done');
const charge = tfn.fn('trigger.charge', async (input: { id: string }) => input.id);
const cancel = tfn.defineSignal<{ reason: string }>('trigger.cancel');
const status = tfn.defineQuery<string>('trigger.status');
const none = { name: 'none' } as unknown as AnyWorkflowDef;

describe('tfn.http', () => {
  it('is data: method, path, target and options', () => {
    const workflowId = (): string => 'id';
    const route = tfn.http('POST', '/trigger/orders', order, { workflowId, async: true, waitTimeout: '5s' });
    expect(route).toMatchObject({ type: 'http', method: 'POST', path: '/trigger/orders', target: order });
    expect(route.options).toEqual({ workflowId, async: true, waitTimeout: 5000 });
    expect(registry.triggers.get('http POST /trigger/orders')).toBe(route);
  });

  it('reaches signals and queries of the given workflow', () => {
    const workflowId = (): string => 'id';
    expect(tfn.http('POST', '/trigger/cancel', cancel, { workflowId }).target).toBe(cancel);
    expect(() => tfn.http('GET', '/trigger/status', status)).toThrow(
      expect.objectContaining({ code: 'TFN_TRIGGER_INVALID', message: expect.stringContaining('workflowId') }),
    );
  });

  it.each([none, undefined, () => 1])('rejects the target %p', (target) => {
    expect(() => tfn.http('GET', '/trigger/none', target as never)).toThrow(
      expect.objectContaining({
        code: 'TFN_TARGET_INVALID',
        message: expect.stringContaining("tfn.http('GET', '/trigger/none')"),
      }),
    );
  });

  it("rejects a path that does not start with '/'", () => {
    expect(() => tfn.http('GET', 'orders', report)).toThrow(expect.objectContaining({ code: 'TFN_TRIGGER_INVALID' }));
  });

  it('rejects an invalid waitTimeout', () => {
    expect(() => tfn.http('GET', '/trigger/wait', report, { waitTimeout: 'x' as never })).toThrow(
      expect.objectContaining({ code: 'TFN_OPTIONS_INVALID' }),
    );
  });

  it.each([
    [{ asynch: true }, "did you mean 'async'?"],
    [{ onDuplicate: 'replace' }, "'replace' is not one of 'use-existing', 'fail', 'restart'"],
    [{ workflowId: 'x' }, "workflowId: 'x' is not a function"],
    [{ bodyLimit: -1 }, 'bodyLimit: -1 is not a whole number'],
    [{ waitTimeout: -1 }, 'waitTimeout: -1 is not a duration'],
  ])('rejects the options %p', (options, problem) => {
    expect(() => tfn.http('GET', '/trigger/options', report, options as never)).toThrow(
      expect.objectContaining({ code: 'TFN_OPTIONS_INVALID', message: expect.stringContaining(problem) as string }),
    );
  });

  it('rejects a second route of the same method and path', () => {
    tfn.http('GET', '/trigger/twice', report);
    expect(() => tfn.http('GET', '/trigger/twice', order as never)).toThrow(
      expect.objectContaining({ code: 'TFN_NAME_DUPLICATE' }),
    );
    expect(tfn.http('PUT', '/trigger/twice', report).method).toBe('PUT');
  });
});

describe('tfn.cron and tfn.interval', () => {
  it('are data: id, when, target and options', () => {
    expect(tfn.cron('0 9 * * *', report, { timezone: 'Europe/Berlin', jitter: '1m' })).toMatchObject({
      type: 'schedule',
      id: 'trigger.report:0 9 * * *',
      spec: { cron: '0 9 * * *' },
      target: report,
      options: { timezone: 'Europe/Berlin', jitter: 60_000 },
    });
    expect(tfn.interval('5m', order, { input: { id: '1' }, id: 'mine' })).toMatchObject({
      id: 'mine',
      spec: { every: 300_000 },
      options: { input: { id: '1' } },
    });
  });

  it('reject an invalid cron expression, with the reason', () => {
    expect(() => tfn.cron('61 * * * *', report)).toThrow(
      "tfn.cron('61 * * * *'): '61' in field 1 is not within 0 to 59.",
    );
    expect(() => tfn.cron('61 * * * *', report)).toThrow(expect.objectContaining({ code: 'TFN_TRIGGER_INVALID' }));
  });

  it('reject an invalid duration, and one below a second', () => {
    expect(() => tfn.interval('soon' as never, report)).toThrow(
      expect.objectContaining({ code: 'TFN_DURATION_INVALID' }),
    );
    for (const every of [999, 0, 1500, '1500ms', '1.5s', 61_000.5] as const)
      expect(() => tfn.interval(every, report)).toThrow(expect.objectContaining({ code: 'TFN_TRIGGER_INVALID' }));
    expect(tfn.interval('1.5 minutes', report, { id: 'kept' }).spec).toEqual({ every: 90_000 });
  });

  it.each([
    [{ overlap: 'sometimes' }, "overlap: 'sometimes' is not one of true, false, 'skip', 'buffer-one'"],
    [{ startAt: new Date('x') }, 'startAt: object is not a valid Date'],
    [{ endAt: '2026-01-01' }, "endAt: '2026-01-01' is not a valid Date"],
    [{ jitter: -1 }, 'jitter: -1 is not a duration'],
    [{ id: '' }, "id: '' is not a non-empty string"],
    [{ paused: 'yes' }, "paused: 'yes' is not true or false"],
    [{ timeZone: 'UTC' }, "'timeZone' is unknown; did you mean 'timezone'?"],
  ])('reject the options %p', (options, problem) => {
    expect(() => tfn.cron('* * * * *', report, options as never)).toThrow(
      expect.objectContaining({ code: 'TFN_OPTIONS_INVALID', message: expect.stringContaining(problem) as string }),
    );
  });

  it('reject a target that is neither a workflow nor a function', () => {
    expect(() => tfn.cron('* * * * *', cancel as unknown as AnyWorkflowDef)).toThrow(
      "tfn.cron('* * * * *'): the target must be a workflow or function, but is signal.",
    );
  });
});

describe('tfn.signal', () => {
  it('reaches a handler, a function or a workflow', () => {
    const handler = async (): Promise<void> => undefined;
    expect(tfn.signal(cancel, handler)).toMatchObject({ type: 'signal', name: 'trigger.cancel', target: handler });
    expect(tfn.signal('trigger.charge', charge).target).toBe(charge);
    expect(tfn.signal('trigger.order', order).target).toBe(order);
  });

  it('rejects any other target', () => {
    expect(() => tfn.signal('trigger.x', status as never)).toThrow(
      expect.objectContaining({ code: 'TFN_TARGET_INVALID' }),
    );
  });
});

describe('tfn.event', () => {
  it('is data: source, topic, target and options', () => {
    expect(tfn.event('kafka', 'orders', order, { consumerGroup: 'shop' })).toMatchObject({
      type: 'event',
      from: 'kafka',
      topic: 'orders',
      target: order,
      options: { consumerGroup: 'shop' },
    });
  });

  it('rejects a target that is neither a workflow nor a function', () => {
    expect(() => tfn.event('kafka', 'orders', (() => 1) as never)).toThrow(
      expect.objectContaining({ code: 'TFN_TARGET_INVALID' }),
    );
  });
});
