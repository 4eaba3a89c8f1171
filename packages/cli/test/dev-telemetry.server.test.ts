import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { checkMetrics } from './support/promtool.ts';
import { greetings } from './support/greetings.ts';
import { eventually, freePort, makeProject, startCommand } from './support/project.ts';
import type { Project, Running } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const GUEST = 'Ada of Ockham';
const encryptionKeys = `dev:${Buffer.alloc(32, 7).toString('base64')}`;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

describe('tfn dev with telemetry and encryption', () => {
  let project: Project;
  let collector: Running;
  let running: Running;
  let [httpPort, telemetryPort, collectorPort] = [0, 0, 0];

  beforeAll(async () => {
    [httpPort, telemetryPort] = [await freePort(), await freePort()];
    const config = {
      taskQueue: `dev-telemetry-${randomUUID()}`,
      http: { port: httpPort },
      temporal: { encryptionKeys },
      telemetry: { traces: true, address: `127.0.0.1:${telemetryPort}` },
    };
    project = makeProject({
      'functions/greetings.ts': greetings,
      'functions/opening.ts': `import { Gauge } from 'prom-client';\nnew Gauge({ name: 'shop_open', help: 'Open.' }).set(1);\n`,
      'tfn.config.ts': `import { defineConfig } from '@tfn/cli';\nexport default defineConfig(${JSON.stringify(config)});\n`,
    });
    project.install('prom-client');
    collector = startCommand([join(__dirname, 'support/otlp-receiver.cjs')]);
    collectorPort = Number((await collector.until(/listens on (\d+)/))[1]);
    running = project.start(['dev', '--address', address], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}` },
    });
    await running.until(/Watching for changes/);
  });

  afterAll(async () => {
    await project.remove();
    await collector.stop('SIGTERM');
  });

  const get = (port: number, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);

  /** Sends a request as part of a trace; resolves to the response. */
  async function welcome(traceId: string): Promise<{ text: string }> {
    const response = await fetch(`http://127.0.0.1:${httpPort}/welcome`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      body: JSON.stringify({ name: GUEST }),
    });
    return (await response.json()) as { text: string };
  }

  /** The names of a trace's spans, starting with the request, each below its parent. */
  const chainOf = (traceId: string): Promise<string[]> =>
    eventually(async () => {
      const all = (await (await get(collectorPort, '/spans')).json()) as Span[];
      const spans = all.filter((span) => span.traceId === traceId);
      if (spans.length < 5) return undefined;
      const names: string[] = [];
      for (let id = 'b7ad6b7169203331'; ;) {
        const next = spans.find(({ parentSpanId }) => parentSpanId === id);
        if (next === undefined) return names;
        names.push(next.name);
        id = next.spanId;
      }
    });

  const CHAIN = [
    'POST /welcome',
    'StartWorkflow:welcome',
    'RunWorkflow:welcome',
    'StartActivity:greet',
    'RunActivity:greet',
  ];

  it('traces requests through workflow and function, before a reload and after it', async () => {
    const [first, second] = [randomUUID().replaceAll('-', ''), randomUUID().replaceAll('-', '')];
    expect((await welcome(first)).text).toBe(`Hello ${GUEST}, function 1`);
    expect(await chainOf(first)).toEqual(CHAIN);
    project.edit('functions/greetings.ts', 'function 1', 'function 2');
    await running.until(/reloaded in \d+ ms/);
    expect((await welcome(second)).text).toBe(`Hello ${GUEST}, function 2`);
    expect(await chainOf(second)).toEqual(CHAIN);
  });

  it('leaves only encrypted payloads in Temporal, and decrypts them itself', async () => {
    const workflowId = `dev-encrypted-${randomUUID()}`;
    const invoked = await project.run([
      'invoke',
      'welcome',
      '--input',
      JSON.stringify({ name: GUEST }),
      '--workflow-id',
      workflowId,
    ]);
    expect(invoked).toMatchObject({ code: 0, stdout: expect.stringContaining(GUEST) });
    const connection = await Connection.connect({ address });
    const handle = new Client({ connection }).workflow.getHandle(workflowId);
    const { events } = await handle.fetchHistory();
    const payloads = (events ?? []).flatMap(
      (event) =>
        event.workflowExecutionStartedEventAttributes?.input?.payloads ??
        event.activityTaskScheduledEventAttributes?.input?.payloads ??
        event.activityTaskCompletedEventAttributes?.result?.payloads ??
        event.workflowExecutionCompletedEventAttributes?.result?.payloads ??
        [],
    );
    await connection.close();
    expect(payloads).toHaveLength(4);
    for (const { data, metadata } of payloads) {
      expect(Buffer.from(data as Uint8Array).toString('latin1')).not.toMatch(/Ada|Hello/);
      expect(Buffer.from(metadata?.['encoding'] as Uint8Array).toString()).not.toContain('json');
    }
  });

  it('replays executions whose histories are encrypted when the code changes', async () => {
    const workflowId = `dev-patient-${randomUUID()}`;
    expect(
      await project.run(['invoke', 'patient', '--input', '1000', '--async', '--workflow-id', workflowId]),
    ).toMatchObject({
      code: 0,
    });
    const connection = await Connection.connect({ address });
    const handle = new Client({ connection }).workflow.getHandle(workflowId);
    await eventually(async () => ((await handle.describe()).historyLength > 5 ? true : undefined));
    await connection.close();
    project.edit('functions/greetings.ts', "ctx.sleep('200ms')", 'ctx.run(greet, { name: String(step) })');
    await running.until(new RegExp(`The execution '${workflowId}' of patient cannot continue with the edited code`));
    await project.run(['runs', 'terminate', workflowId]);
  });

  it('serves metrics and health of the running version', async () => {
    // The previous version may still answer, whose metrics are gone; and a request is measured only after its response.
    await eventually(async () => {
      await welcome(randomUUID().replaceAll('-', ''));
      const measured =
        /^tfn_http_request_duration_seconds_count\{method="POST",route="\/welcome",status="200"\} [1-9]/m;
      const metrics = await (await get(telemetryPort, '/metrics')).text();
      expect(checkMetrics(metrics)).toBe('');
      const polled = /^temporal_workflow_task_queue_poll_succeed_total\{/m;
      const own = /^shop_open 1$/m;
      return (measured.test(metrics) && polled.test(metrics) && own.test(metrics)) || undefined;
    });
    await eventually(async () => (await get(telemetryPort, '/readyz')).ok || undefined);
    expect(await (await get(telemetryPort, '/readyz')).json()).toMatchObject({ ready: true });
  });

  it('ends immediately, even when the collector is gone', async () => {
    await collector.stop('SIGTERM');
    expect(await running.stop('SIGINT')).toBe(0);
  });
});

describe('tfn dev', () => {
  it('reports before anything starts which packages traces lack, and which address is not available', async () => {
    const project = makeProject({ 'functions/greetings.ts': greetings, 'tfn.config.ts': 'export default {};\n' });
    const bad = await project.run(['dev', '--address', address, '--port', '0'], {
      env: { TFN_TELEMETRY_ADDRESS: '9464' },
    });
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining(`'telemetry.address'`)]);
    project.uninstall('@opentelemetry');
    const { code, stderr } = await project.run(['dev', '--address', address, '--port', '0'], {
      env: { TFN_TRACES: '1' },
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('@opentelemetry/sdk-trace-node@1')]);
    await project.remove();
  });
});
