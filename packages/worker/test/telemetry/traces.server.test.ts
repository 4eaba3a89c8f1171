import { context, propagation, trace } from '@opentelemetry/api';
import * as sdk1 from '@opentelemetry/sdk-trace-node';
import * as interceptors1 from '@temporalio/interceptors-opentelemetry';
import * as interceptors2 from '@temporalio/interceptors-opentelemetry-v2';
import * as sdk2 from 'opentelemetry-sdk-2';
import { Client, Connection } from '@temporalio/client';
import type { ClientInterceptors } from '@temporalio/client';
import { tfn, workflowTraceModule } from '@tfn/worker';
import { address, afterTasks, logs, replayHistories, startHarness } from '../support/harness.ts';
import type { Handle, Harness, History } from '../support/harness.ts';
import * as module from './fixtures/draws.ts';

/** Runs a workflow that receives queries, updates and signals while it waits. */
async function runAsked({ start }: Harness, client: Client): Promise<{ drawn: string[]; history: History }> {
  const started = await start(module.draws);
  const handle = client.workflow.getHandle(started.workflowId) as unknown as Handle<string[]> & {
    query(name: string): Promise<unknown>;
    executeUpdate(name: string, options: { args: string[] }): Promise<unknown>;
  };
  await afterTasks(started);
  for (let count = 0; count < 3; count++) {
    await handle.query('drawn');
    await expect(handle.executeUpdate('set', { args: ['bad'] })).rejects.toThrow();
  }
  await handle.executeUpdate('set', { args: ['good'] });
  await handle.signal('go');
  return { drawn: await handle.result(), history: await started.fetchHistory() };
}

/** The common interface of both major versions of OpenTelemetry's SDK. */
interface Setup {
  readonly exporter: { getFinishedSpans(): { name: string; spanContext(): { spanId: string } }[] };
  readonly provider: { register(): void };
  readonly interceptor: NonNullable<ClientInterceptors['workflow']>;
}

function setUp1(): Setup {
  const exporter = new sdk1.InMemorySpanExporter();
  const provider = new sdk1.NodeTracerProvider({ spanProcessors: [new sdk1.SimpleSpanProcessor(exporter)] });
  return { exporter, provider, interceptor: [new interceptors1.OpenTelemetryWorkflowClientInterceptor()] };
}

function setUp2(): Setup {
  const exporter = new sdk2.InMemorySpanExporter();
  const provider = new sdk2.NodeTracerProvider({ spanProcessors: [new sdk2.SimpleSpanProcessor(exporter)] });
  return { exporter, provider, interceptor: [new interceptors2.OpenTelemetryWorkflowClientInterceptor()] };
}

describe.each([
  { major: 1, setUp: setUp1, other: 2 },
  { major: 2, setUp: setUp2, other: 1 },
] as const)("traces of workflows by OpenTelemetry's SDK $major", ({ major, setUp, other }) => {
  const { exporter, provider, interceptor } = setUp();
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    connection = await Connection.connect({ address });
    client = new Client({ connection, interceptors: { workflow: interceptor } });
  });

  afterAll(async () => {
    await connection.close();
    for (const api of [trace, context, propagation]) api.disable();
  });

  it('need an SDK of OpenTelemetry in the process', async () => {
    const worker = tfn.worker({ temporal: { address }, telemetry: { traces: true } }).registerModule(module);
    await expect(worker.start()).rejects.toMatchObject({ code: 'TFN_TRACES_PROVIDER' });
    provider.register();
  });

  it("use none of a workflow's randomness: queries and rejected updates in between change no replay", async () => {
    const traced = await startHarness(module, { telemetry: { traces: true } });
    const plain = await startHarness(module);
    const { drawn, history } = await runAsked(traced, client);
    const untraced = await runAsked(plain, client);
    const both = [
      { workflowId: 'traced', history },
      { workflowId: 'untraced', history: untraced.history },
    ];
    // Even when traces were turned on or off while the execution ran.
    expect(await replayHistories(traced.bundle, both)).toEqual([]);
    expect(await replayHistories(plain.bundle, both)).toEqual([]);
    expect(new Set([...drawn, ...untraced.drawn]).size).toBe(8);
    const tellsOfBundle = (): boolean => logs.some(({ message }) => message.includes('built without traces'));
    expect(tellsOfBundle()).toBe(false);
    const halfTraced = await startHarness(module, { telemetry: { traces: true }, bundle: plain.bundle });
    expect(tellsOfBundle()).toBe(true);
    await Promise.all([traced, plain, halfTraced].map((harness) => harness.stop()));
    logs.length = 0;

    const spans = exporter.getFinishedSpans();
    const names = spans.map(({ name }) => name);
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size).toBe(spans.length);
    for (const name of ['HandleQuery:drawn', 'ValidateUpdate:set', 'HandleUpdate:set', 'HandleSignal:go'])
      expect(names).toContain(name);
    expect(names.filter((name) => name === 'RunWorkflow:leaf')).toHaveLength(3);
    expect(names.filter((name) => name === 'RunActivity:note')).toHaveLength(2);
  });

  it('cover only functions when the bundle was built for the other major version, which the log reports', async () => {
    const bundle = { workflowInterceptorModules: [workflowTraceModule(other)] };
    const built = await startHarness(module, { bundle });
    const mixed = await startHarness(module, { telemetry: { traces: true }, bundle: built.bundle });
    const before = exporter.getFinishedSpans().length;
    await runAsked(mixed, client);
    expect(logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`built for another major version of OpenTelemetry's SDK. Build it again`),
    );
    expect(logs.map(({ message }) => message)).toContainEqual(expect.stringContaining(`workflowTraceModule(${major})`));
    const names = exporter.getFinishedSpans().map(({ name }) => name);
    expect(names.slice(before)).toContain('RunActivity:note');
    expect(names.slice(before).filter((name) => name.startsWith('RunWorkflow'))).toEqual([]);
    await Promise.all([built, mixed].map((harness) => harness.stop()));
  });
});
