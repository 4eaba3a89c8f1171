import { NodeTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';
import { Client, Connection } from '@temporalio/client';
import { tfn } from '@tfn/worker';
import { address, afterTasks, logs, replayHistories, startHarness } from '../support/harness.ts';
import type { Handle, Harness, History } from '../support/harness.ts';
import * as module from './fixtures/draws.ts';

/** Runs a workflow that is asked and told things while it waits. */
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

describe('traces of workflows', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    connection = await Connection.connect({ address });
    const interceptors = { workflow: [new OpenTelemetryWorkflowClientInterceptor()] };
    client = new Client({ connection, interceptors });
  });

  afterAll(() => connection.close());

  it('need an SDK of OpenTelemetry in the process', async () => {
    const worker = tfn.worker({ temporal: { address }, telemetry: { traces: true } }).registerModule(module);
    await expect(worker.start()).rejects.toMatchObject({ code: 'TFN_TRACES_PROVIDER' });
    provider.register();
  });

  it('take nothing of the randomness of a workflow: queries and refused updates in the middle change no replay', async () => {
    const traced = await startHarness(module, { telemetry: { traces: true } });
    const plain = await startHarness(module);
    const { drawn, history } = await runAsked(traced, client);
    const untraced = await runAsked(plain, client);
    const both = [
      { workflowId: 'traced', history },
      { workflowId: 'untraced', history: untraced.history },
    ];
    // Also when traces were switched on, or off, while the execution ran.
    expect(await replayHistories(traced.bundle, both)).toEqual([]);
    expect(await replayHistories(plain.bundle, both)).toEqual([]);
    expect(new Set([...drawn, ...untraced.drawn]).size).toBe(8);
    const tellsOfBundle = (): boolean => logs.some(({ message }) => message.includes('built without traces'));
    expect(tellsOfBundle()).toBe(false);
    const halfTraced = await startHarness(module, { telemetry: { traces: true }, bundle: plain.bundle });
    expect(tellsOfBundle()).toBe(true);
    await Promise.all([traced, plain, halfTraced].map((harness) => harness.stop()));

    const spans = exporter.getFinishedSpans();
    const names = spans.map(({ name }) => name);
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size).toBe(spans.length);
    for (const name of ['HandleQuery:drawn', 'ValidateUpdate:set', 'HandleUpdate:set', 'HandleSignal:go'])
      expect(names).toContain(name);
    expect(names.filter((name) => name === 'RunWorkflow:leaf')).toHaveLength(3);
    expect(names.filter((name) => name === 'RunActivity:note')).toHaveLength(2);
  });
});
