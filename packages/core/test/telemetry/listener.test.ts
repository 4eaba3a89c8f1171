import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHealth, createMetrics, telemetryListener } from '@tfn/core/telemetry';

describe('the telemetry listener', () => {
  it('serves health, readiness and metrics, and lists these paths for any other request', async () => {
    const health = createHealth();
    const metrics = createMetrics();
    metrics.counter({ name: 'orders_total', help: 'Orders.' }).add({});
    const server = createServer(telemetryListener({ health, metrics })).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const get = async (path: string): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      return `${response.status} ${response.headers.get('content-type')} ${await response.text()}`;
    };
    try {
      expect(await get('/healthz')).toBe('200 application/json {"alive":true}');
      expect(await get('/readyz?verbose')).toBe('200 application/json {"ready":true,"checks":{}}');
      expect(await get('/metrics')).toMatch(/^200 text\/plain; version=0\.0\.4; charset=utf-8 # HELP orders_total/);
      expect(await get('/')).toBe('404 application/json {"paths":["/healthz","/readyz","/metrics"]}');
      health.setDraining();
      expect(await get('/healthz')).toMatch(/^200/);
      expect(await get('/readyz')).toBe(
        '503 application/json {"ready":false,"checks":{"draining":"it accepts no new work"}}',
      );
    } finally {
      server.close();
    }
  });
});
