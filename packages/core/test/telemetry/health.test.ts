import { createHealth } from '@tfn/core/telemetry';

describe('health', () => {
  it('is ready without checks, and not ready once it drains', async () => {
    const health = createHealth();
    expect(await health.report()).toEqual({ ready: true, checks: {} });
    health.setDraining();
    expect(health.draining).toBe(true);
    expect(await health.report()).toEqual({ ready: false, checks: { draining: 'it accepts no new work' } });
  });

  it('reports the result of each check: no problem, a problem, an exception, no answer', async () => {
    const health = createHealth({ timeout: '20ms' });
    health.add('fine', () => undefined);
    health.add('broken', () => 'it does not poll');
    health.add('throwing', () => Promise.reject(new Error('no route')));
    health.add('slow', () => new Promise(() => undefined));
    expect(await health.report()).toEqual({
      ready: false,
      checks: { fine: 'ok', broken: 'it does not poll', throwing: 'no route', slow: 'no answer within 0.02 s' },
    });
  });

  it('forgets a removed check, but not a later one with the same name', async () => {
    const health = createHealth();
    const removeFirst = health.add('temporal', () => 'gone');
    const removeSecond = health.add('temporal', () => 'gone too');
    removeFirst();
    expect((await health.report()).checks).toEqual({ temporal: 'gone too' });
    removeSecond();
    expect(await health.report()).toEqual({ ready: true, checks: {} });
  });

  it('reuses the result of a check while it is fresh, and reports draining immediately', async () => {
    const health = createHealth({ holds: '1h' });
    const check = jest.fn(() => undefined);
    health.add('temporal', check);
    await Promise.all([health.report(), health.report()]);
    health.setDraining();
    expect((await health.report()).ready).toBe(false);
    expect(check).toHaveBeenCalledTimes(1);
  });
});
