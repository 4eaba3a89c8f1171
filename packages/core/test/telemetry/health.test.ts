import { createHealth } from '@tfn/core/telemetry';

describe('health', () => {
  it('is ready without checks, and no more once it drains', async () => {
    const health = createHealth();
    expect(await health.report()).toEqual({ ready: true, checks: {} });
    health.setDraining();
    expect(health.draining).toBe(true);
    expect(await health.report()).toEqual({ ready: false, checks: { draining: 'it accepts no new work' } });
  });

  it('says what each check found: nothing, a problem, a throw, no answer', async () => {
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

  it('forgets a check that was taken away, but not one that has taken its name', async () => {
    const health = createHealth();
    const removeFirst = health.add('temporal', () => 'gone');
    const removeSecond = health.add('temporal', () => 'gone too');
    removeFirst();
    expect((await health.report()).checks).toEqual({ temporal: 'gone too' });
    removeSecond();
    expect(await health.report()).toEqual({ ready: true, checks: {} });
  });

  it('asks no check twice while an answer holds, and tells of draining at once', async () => {
    const health = createHealth({ holds: '1h' });
    const check = jest.fn(() => undefined);
    health.add('temporal', check);
    await Promise.all([health.report(), health.report()]);
    health.setDraining();
    expect((await health.report()).ready).toBe(false);
    expect(check).toHaveBeenCalledTimes(1);
  });
});
