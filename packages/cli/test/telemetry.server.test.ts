import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkMetrics } from './support/promtool.ts';
import { eventually, freePort, makeProject, startCommand } from './support/project.ts';
import type { Project, Running } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const queue = `telemetry-${randomUUID()}`;
const CARD = 'card-4242424242424242';

const functions = `
import { tfn } from '@tfn/core';
export const charge = tfn.fn('charge', async (order: { card: string }, ctx) => {
  ctx.log.info('charging');
  if (order.card === 'bad') throw new Error('refused');
  return { paid: order.card };
}, { retries: 0 });
export const pack = tfn.fn('pack', async (order: { card: string }) => order);
export const ship = tfn.workflow('ship', async (ctx, order: { card: string }) => ctx.run(pack, order));
export const order = tfn.workflow('order', async (ctx, order: { card: string }) => {
  const paid = await ctx.run(charge, order);
  await ctx.startChild(ship, order);
  ctx.log.info('shipped');
  return paid;
});
export const report = tfn.workflow('report', async () => 'done');
tfn.http('POST', '/orders', order);
tfn.cron('0 0 1 1 *', report);
`;

/** Writes the list of loaded modules when the process exits. */
const listModules = `
const { writeFileSync } = require('node:fs');
process.on('exit', () => {
  if (process.env.MODULES_FILE) writeFileSync(process.env.MODULES_FILE, Object.keys(require.cache).join('\\n'));
});
`;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { key: string; value: { stringValue?: string } }[];
  readonly resource: { readonly attributes: Span['attributes'] };
}

describe('the telemetry of tfn start', () => {
  let project: Project;
  const running: Running[] = [];

  beforeAll(async () => {
    project = makeProject({
      'functions/shop.ts': functions,
      'tfn.config.ts': `import { defineConfig } from '@tfn/cli';\nexport default defineConfig({ taskQueue: '${queue}' });\n`,
      'list-modules.cjs': listModules,
    });
    const built = await project.run(['build', '--no-check'], { env: { TFN_TRACES: 'true' } });
    expect(built.stderr).toBe('');
  });

  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop('SIGTERM')));
    await project.remove();
  });

  const start = (args: readonly string[], env: Record<string, string>): Running => {
    const started = project.start(['start', ...args], {
      env: {
        ...{ TEMPORAL_ADDRESS: address, HOST: '127.0.0.1', ...env },
        NODE_OPTIONS: `--require ${join(project.root, 'list-modules.cjs')}`,
      },
    });
    running.push(started);
    return started;
  };
  const get = (port: number, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  const untilReady = (port: number): Promise<true> =>
    eventually(async () => ((await get(port, '/readyz').catch(() => undefined))?.status === 200 ? true : undefined));
  const order = (port: number, card: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ card }),
    });
  /** The log lines so far, which must all be JSON. */
  const linesOf = ({ output }: Running): Record<string, unknown>[] =>
    output()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has a JSON log, and health and metrics of all parts at one address, and loads nothing of OpenTelemetry', async () => {
    const [port, telemetryPort] = [await freePort(), await freePort()];
    const modulesFile = join(project.root, 'modules.txt');
    const all = start(['--port', String(port), '--telemetry-address', `127.0.0.1:${telemetryPort}`], {
      MODULES_FILE: modulesFile,
    });
    await untilReady(telemetryPort);
    expect((await order(port, CARD)).status).toBe(200);
    expect((await order(port, 'bad')).status).toBe(500);
    expect((await get(port, '/healthz')).status).toBe(200);
    await untilReady(port);
    await untilReady(telemetryPort);
    expect(await (await get(telemetryPort, '/readyz')).json()).toEqual({
      ready: true,
      checks: { client: 'ok', temporal: 'ok', [`worker '${queue}'`]: 'ok' },
    });
    const dashboard = readFileSync(resolve(__dirname, '../../../examples/grafana/temporal-functions.json'), 'utf8');
    const shown = [...new Set(dashboard.match(/\b(?:tfn|temporal)_[a-z_]+/g))];
    expect(shown.length).toBeGreaterThan(20);
    // Metrics follow a moment later.
    let [metrics, missing] = ['', shown];
    await eventually(async () => {
      metrics = await (await get(telemetryPort, '/metrics')).text();
      const names = new Set([...metrics.matchAll(/^([a-z_]+)[{ ]/gm)].map(([, name]) => name));
      missing = shown.filter((name) => !names.has(name));
      return missing.length === 0 || undefined;
    }).catch(() => expect(missing).toEqual([]));
    expect(checkMetrics(metrics)).toBe('');
    expect(checkMetrics('tfn_bad_milliseconds 1\n')).toContain('tfn_bad_milliseconds');

    expect(await all.stop('SIGTERM')).toBe(0);
    const lines = linesOf(all);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'shipped', name: 'order', attempt: 1, taskQueue: queue }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'charging', name: 'charge', workflowType: 'order' }));
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, msg: 'Activity failed', name: 'charge' }));
    expect(all.output()).not.toContain(CARD);
    const loaded = readFileSync(modulesFile, 'utf8');
    expect(loaded).toContain('@tfn/worker'.replace('@tfn', 'packages'));
    expect(loaded).not.toContain('opentelemetry');
  });

  /** Switches the project to another major version of OpenTelemetry's SDK, measures with prom-client, and rebuilds it. */
  const changeToSdk2 = async (): Promise<void> => {
    const packages = {
      'sdk-trace-node': require.resolve('opentelemetry-sdk-2/package.json'),
      'exporter-trace-otlp-http': require.resolve('opentelemetry-exporter-2/package.json'),
    };
    for (const [name, installed] of Object.entries(packages)) {
      const place = join(project.root, 'node_modules/@opentelemetry', name);
      rmSync(place, { recursive: true });
      symlinkSync(dirname(installed), place);
    }
    project.uninstall('@temporalio/interceptors-opentelemetry');
    project.install('prom-client');
    const counter =
      "import { Counter } from 'prom-client';\nconst charges = new Counter({ name: 'shop_charges_total', help: '-' });";
    project.edit('functions/shop.ts', 'import', `${counter}\nimport`);
    project.edit('functions/shop.ts', "ctx.log.info('charging')", "charges.inc(); ctx.log.info('charging')");
    const built = await project.run(['build', '--no-check'], { env: { TFN_TRACES: 'true' } });
    expect(built.stderr).toBe('');
  };

  it.each([
    { major: 1, prepare: async () => undefined, own: null },
    { major: 2, prepare: changeToSdk2, own: ['shop_charges_total 1'] },
  ])(
    "is one trace from the request through workflow, functions and child workflow, over the borders of processes, by OpenTelemetry's SDK $major",
    async ({ prepare, own }) => {
      await prepare();
      const collector = startCommand([join(__dirname, 'support/otlp-receiver.cjs')]);
      running.push(collector);
      const [, collectorPort] = await collector.until(/listens on (\d+)/);
      const [apiPort, workerPort] = [await freePort(), await freePort()];
      const env = {
        TFN_TRACES: 'true',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      };
      const telemetry = { TFN_TELEMETRY_ADDRESS: `127.0.0.1:${workerPort}` };
      const worker = start(['--mode', 'worker'], { ...env, ...telemetry, OTEL_SERVICE_NAME: 'shop-worker' });
      const api = start(['--mode', 'api', '--port', String(apiPort)], { ...env, OTEL_RESOURCE_ATTRIBUTES: 'team=a' });
      await Promise.all([untilReady(workerPort), untilReady(apiPort)]);
      const [traceId, callerId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
      const answer = await order(apiPort, CARD, { traceparent: `00-${traceId}-${callerId}-01` });
      expect(await answer.json()).toEqual({ paid: CARD });
      // What functions measure with prom-client is on the worker's page.
      const metrics = await (await get(workerPort, '/metrics')).text();
      expect(metrics.match(/^shop_.*$/gm)).toEqual(own);

      const spans = await eventually(async () => {
        const all = (await (await get(Number(collectorPort), '/spans')).json()) as Span[];
        const found = all.filter((span) => span.traceId === traceId);
        return found.length >= 9 ? found : undefined;
      });
      const serviceOf = ({ resource }: Span): string | undefined =>
        resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue;
      const childrenOf = (id: string): object =>
        Object.fromEntries(
          spans
            .filter(({ parentSpanId }) => parentSpanId === id)
            .map((span) => [`${serviceOf(span)} ${span.name}`, childrenOf(span.spanId)]),
        );
      expect(childrenOf(callerId)).toEqual({
        'project POST /orders': {
          'project StartWorkflow:order': {
            'shop-worker RunWorkflow:order': {
              'shop-worker StartActivity:charge': { 'shop-worker RunActivity:charge': {} },
              'shop-worker StartChildWorkflow:ship': {
                'shop-worker RunWorkflow:ship': {
                  'shop-worker StartActivity:pack': { 'shop-worker RunActivity:pack': {} },
                },
              },
            },
          },
        },
      });
      expect(spans).toHaveLength(9);
      expect(JSON.stringify(spans)).not.toContain(CARD);
      // The log entries of a workflow follow a moment after its task.
      const traced = (): string[] =>
        linesOf(worker).flatMap(({ trace_id: id, msg }) => (id === traceId ? [String(msg)] : []));
      await eventually(async () => traced().includes('shipped') || undefined);
      expect(traced()).toEqual(expect.arrayContaining(['charging', 'shipped']));
      expect(await Promise.all([worker.stop('SIGTERM'), api.stop('SIGTERM')])).toEqual([0, 0]);
    },
  );

  it('needs an available address, and the packages that traces need', async () => {
    const env = { TEMPORAL_ADDRESS: address };
    for (const bad of ['9464', '203.0.113.1:9464']) {
      const { code, stderr } = await project.run(['start', '--telemetry-address', bad], { env });
      expect([code, stderr]).toEqual([1, expect.stringContaining(`'telemetry.address'`)]);
    }
    project.uninstall('@opentelemetry');
    const { code, stderr } = await project.run(['start'], { env: { ...env, TFN_TRACES: '1' } });
    expect(code).toBe(1);
    expect(stderr).toContain(
      '@opentelemetry/api@1.9 @opentelemetry/sdk-trace-node@1 @opentelemetry/exporter-trace-otlp-http@0.57',
    );
    expect(existsSync(join(project.root, 'dist'))).toBe(true);
  });
});
