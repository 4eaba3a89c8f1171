import { createMetrics } from '@tfn/core/telemetry';

describe('metrics', () => {
  it('are exposed in the text format of Prometheus', async () => {
    const metrics = createMetrics();
    metrics.counter({ name: 'orders_total', help: 'Orders.', labels: ['shop'] }).add({ shop: 'a "b"\\\n' }, 2);
    metrics.gauge({ name: 'queue_depth', help: 'What waits.' }).set({}, 3);
    const duration = metrics.histogram({ name: 'duration_seconds', help: 'How long.', buckets: [0.1, 1] });
    for (const value of [0.05, 0.1, 0.5, 7]) duration.observe({}, value);
    expect(await metrics.read()).toBe(
      [
        '# HELP orders_total Orders.',
        '# TYPE orders_total counter',
        'orders_total{shop="a \\"b\\"\\\\\\n"} 2',
        '# HELP queue_depth What waits.',
        '# TYPE queue_depth gauge',
        'queue_depth 3',
        '# HELP duration_seconds How long.',
        '# TYPE duration_seconds histogram',
        'duration_seconds_bucket{le="0.1"} 2',
        'duration_seconds_bucket{le="1"} 3',
        'duration_seconds_bucket{le="+Inf"} 4',
        'duration_seconds_sum 7.65',
        'duration_seconds_count 4',
        '',
      ].join('\n'),
    );
  });

  it('exist once for each name, and print nothing without values', async () => {
    const metrics = createMetrics();
    const options = { name: 'orders_total', help: 'Orders.' };
    expect(metrics.counter(options)).toBe(metrics.counter(options));
    expect(await metrics.read()).toBe('\n');
  });

  it('are updated before they are read, at most as often as configured', async () => {
    const metrics = createMetrics();
    const depth = metrics.gauge({ name: 'queue_depth', help: 'What waits.' });
    let asked = 0;
    const remove = metrics.beforeRead(async () => depth.set({}, ++asked), { holds: '1h' });
    await metrics.read();
    expect(await metrics.read()).toContain('queue_depth 1\n');
    remove();
    metrics.beforeRead(async () => depth.set({}, ++asked));
    await metrics.read();
    expect(await metrics.read()).toContain('queue_depth 3\n');
  });

  it('include the output of other registries, and skip those that fail', async () => {
    const metrics = createMetrics();
    metrics.append(async () => '# TYPE other gauge\nother 1\n');
    metrics.append(() => Promise.reject(new Error('gone')));
    metrics.beforeRead(() => Promise.reject(new Error('gone')));
    expect(await metrics.read()).toBe('# TYPE other gauge\nother 1\n');
  });
});
