import { tfn } from '@tfn/core';
import { createMetrics } from '@tfn/core/telemetry';
import { observeSchedules, scheduleHandle } from '@tfn/triggers-cron';
import { record } from './fixtures/jobs.ts';
import { createApp, until } from './support/app.ts';
import { startTemporal } from './support/temporal.ts';

it('schedules are measured with the figures that Temporal reports', async () => {
  const temporal = await startTemporal({ record });
  const app = createApp(temporal.client);
  const yearly = tfn.cron('0 0 1 1 *', record, { id: app.id('yearly'), input: 'metrics' });
  const absent = tfn.interval('1h', record, { id: app.id('absent'), input: 'metrics' });
  try {
    await app.sync([yearly]);
    await scheduleHandle(temporal.client, yearly).trigger();
    await scheduleHandle(temporal.client, yearly).pause();
    const text = await until(async () => {
      const metrics = createMetrics();
      observeSchedules(temporal.client, { metrics, schedules: [yearly, absent] });
      const read = await metrics.read();
      return read.includes(`tfn_schedule_runs_total{schedule="${yearly.id}"} 1\n`) && read;
    });
    expect(text).toContain(`tfn_schedule_skipped_total{schedule="${yearly.id}"} 0\n`);
    expect(text).toContain(`tfn_schedule_missed_total{schedule="${yearly.id}"} 0\n`);
    expect(text).toContain(`tfn_schedule_paused{schedule="${yearly.id}"} 1\n`);
    expect(text).toMatch(/tfn_schedule_running_runs\{.*\} [01]\n/);
    const at = (name: string): number => Number(new RegExp(`${name}\\{.*\\} (.*)\n`).exec(text)?.[1]) * 1000;
    expect(at('tfn_schedule_last_run_timestamp_seconds')).toBeLessThan(at('tfn_schedule_next_run_timestamp_seconds'));
    expect(text).not.toContain(absent.id);
  } finally {
    await app.clean('yearly');
    await temporal.stop();
  }
});
