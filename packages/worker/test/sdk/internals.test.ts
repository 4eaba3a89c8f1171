/**
 * Checks the undocumented parts of Temporal's SDK on which `src/sdk` and `src/sandbox/sdk` rely, in the installed SDK. A test that
 * fails after an update of the SDK names the file to review. `npm run test:sdk-latest` runs this against the latest SDK.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { Runtime, Worker } from '@temporalio/worker';
import {
  getExternalWorkflowHandle,
  scheduleActivity,
  scheduleLocalActivity,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { NodeTracerProvider as NodeTracerProvider2 } from 'opentelemetry-sdk-2';
import {
  activator,
  bufferFirst,
  cancelBySeq,
  countConditions,
  hasNothingPending,
  interceptUpdates,
  nextSeq,
  takeBufferedSignals,
  validateAllUpdates,
} from '../../src/sandbox/sdk/activator.ts';
import { whenQuiet } from '../../src/sandbox/sdk/quiet-conditions.ts';
import { replaceSpanIds } from '../../src/sandbox/sdk/replace-span-ids.ts';
import { spanTargetOf } from '../../src/sdk/open-telemetry.ts';
import { hasRuntime, isRuntimeTaken, replaceLogger } from '../../src/sdk/host-state.ts';
import { isKnownSdk, sdkVersion } from '../../src/sdk/version.ts';
import {
  GLOBAL_OVERRIDES,
  loadWorkflowLibrary,
  setCurrentActivator,
  waitsForNothing,
  WORKER_INTERFACE,
} from '../../src/sdk/workflow-library.ts';
import type { WorkflowActivator } from '../../src/sdk/workflow-library.ts';

const source = (path: string): string => readFileSync(require.resolve(path), 'utf8');

function createActivator(): WorkflowActivator {
  const { Activator } = loadWorkflowLibrary();
  return new Activator({
    info: { runId: 'run', workflowId: 'id', unsafe: {} } as never,
    now: 1,
    showStackTraceSources: false,
    sourceMap: undefined as never,
    getTimeOfDay: () => 0n,
    randomnessSeed: [1],
    registeredActivityNames: new Set(),
    stackTracesEnabled: false,
  });
}

describe('src/sdk', () => {
  test('version: the installed SDK is one that we know', () => {
    expect({ version: sdkVersion(), isKnown: isKnownSdk() }).toEqual({ version: sdkVersion(), isKnown: true });
  });

  test('threads/workflow-threads: the SDK looks up its thread class when it starts a thread, with one argument', () => {
    const code = source('@temporalio/worker/lib/workflow/threaded-vm');
    expect(code).toMatch(/new \w+\.Worker\(require\.resolve\('\.\/workflow-worker-thread'\)\)/);
    expect(code).toMatch(/require\("node:worker_threads"\)/);
  });

  test('threads/task-limit: one method creates workflows in a shared context, whose calls have the limit', () => {
    const { ReusableVMWorkflow, ReusableVMWorkflowCreator } =
      require('@temporalio/worker/lib/workflow/reusable-vm') as typeof import('@temporalio/worker/lib/workflow/reusable-vm');
    expect(ReusableVMWorkflowCreator.prototype.createWorkflow).toHaveLength(1);
    expect(ReusableVMWorkflow.prototype.activate).toHaveLength(1);
    expect(ReusableVMWorkflow.prototype.dispose).toHaveLength(0);
    expect(ReusableVMWorkflowCreator.prototype.createWorkflow.toString()).toContain(
      '{ isolateExecutionTimeoutMs } = this',
    );
  });

  test('threads/promise-stacks: one method hooks promises, and keeps what the SDK reads', () => {
    const { GlobalHandlers } =
      require('@temporalio/worker/lib/workflow/vm-shared') as typeof import('@temporalio/worker/lib/workflow/vm-shared');
    const hook = String(Reflect.get(GlobalHandlers.prototype, 'setPromiseHook'));
    for (const member of ['stopPromiseHook', 'promiseHookInstalled', 'currentStackTrace', 'promiseStackStore'])
      expect(hook).toContain(member);
    expect(Object.keys(createActivator().promiseStackStore).sort()).toEqual(['childToParent', 'promiseToStack']);
  });

  test('host-state: a worker keeps its threads where we look for them', () => {
    // `workflow-threads.server.test.ts` reads them from a running worker.
    expect(Worker.toString()).toMatch(/\n\s+workflowCreator;/);
    const code = source('@temporalio/worker/lib/workflow/threaded-vm');
    for (const member of ['workerThreadClients', 'workerThread;']) expect(code).toContain(member);
  });

  test('host-state: the runtime shows whether it exists, and gives workers its logger', async () => {
    expect([hasRuntime(), isRuntimeTaken()]).toEqual([false, false]);
    const runtime = Runtime.instance();
    expect([hasRuntime(), isRuntimeTaken()]).toEqual([true, true]);
    const logger = Object.create(runtime.logger) as Runtime['logger'];
    replaceLogger(runtime, logger);
    expect(Runtime.instance().logger).toBe(logger);
    expect(Worker.toString()).toContain('compose(runtime.logger');
    await runtime.shutdown();
    expect(hasRuntime()).toBe(false);
  });

  test.each([
    ['1.x', NodeTracerProvider],
    ['2.x', NodeTracerProvider2],
  ])("open-telemetry: a provider of OpenTelemetry's SDK %s shows where its spans go", (_, Provider) => {
    const target = spanTargetOf(new Provider());
    expect(target?.spanProcessor).toHaveProperty('onEnd', expect.any(Function));
    expect(target?.resource).toHaveProperty('attributes');
    expect(spanTargetOf({})).toBeUndefined();
  });

  test('workflow-library: the worker finds the functions that it calls in a bundle', () => {
    const members = ['initRuntime', 'activate', 'concludeActivation', 'tryUnblockConditions', 'dispose', 'destroy'];
    for (const member of members) expect(require(WORKER_INTERFACE)).toHaveProperty(member, expect.any(Function));
    expect(require(GLOBAL_OVERRIDES)).toHaveProperty('overrideGlobals', expect.any(Function));
  });

  test('workflow-library: it runs outside of a sandbox', async () => {
    const library = loadWorkflowLibrary();
    const { CancellationScope } = require('@temporalio/workflow') as typeof import('@temporalio/workflow');
    const run = createActivator();
    expect(run).toMatchObject({ now: 1, info: { runId: 'run' } });
    for (const method of ['mutateWorkflowInfo', 'notifyHasPatch', 'getAndResetSinkCalls', 'currentRandom'] as const)
      expect(run[method]).toEqual(expect.any(Function));
    for (const step of ['activate', 'concludeActivation', 'initialize', 'tryUnblockConditions'] as const)
      expect(library[step]).toEqual(expect.any(Function));
    setCurrentActivator(run);
    try {
      const scope = new CancellationScope();
      expect(await scope.run(async () => Promise.resolve(CancellationScope.current()))).toBe(scope);
    } finally {
      setCurrentActivator(undefined);
    }
  });

  test('workflow-library: a run keeps its commands and all that it waits for', () => {
    const run = createActivator();
    expect(waitsForNothing(run)).toBe(true);
    run.pushCommand({ startTimer: { seq: 1 } });
    expect(waitsForNothing(run)).toBe(false);
    const waiting = createActivator();
    waiting.blockedConditions.set(1, { fn: () => false, resolve: () => {} });
    expect(waitsForNothing(waiting)).toBe(false);
    expect(waiting.completed).toBe(false);
    const { completions } = createActivator();
    expect(Object.keys(completions)).toEqual(expect.arrayContaining(['timer', 'activity', 'childWorkflowComplete']));
  });
});

describe('src/sandbox/sdk', () => {
  const globals = globalThis as { AsyncLocalStorage?: typeof AsyncLocalStorage };
  // The sandbox has it as a global.
  beforeAll(() => {
    globals.AsyncLocalStorage = AsyncLocalStorage;
  });
  afterAll(() => {
    delete globals.AsyncLocalStorage;
  });
  afterEach(() => setCurrentActivator(undefined));

  test('activator: the running workflow has converters, which may be replaced', () => {
    const run = createActivator();
    setCurrentActivator(run);
    expect(activator()).toBe(run);
    expect(activator().payloadConverter).toBe(defaultPayloadConverter);
    expect(activator().failureConverter).toBe(defaultFailureConverter);
    expect(Object.getOwnPropertyDescriptor(run, 'payloadConverter')).toMatchObject({ writable: true });
    expect(Object.getOwnPropertyDescriptor(run, 'failureConverter')).toMatchObject({ writable: true });
  });

  test('activator: what a workflow waits for is counted by maps, whose entries tell local functions', async () => {
    const run = createActivator();
    setCurrentActivator(run);
    const options = { startToCloseTimeout: 1000 };
    void scheduleActivity('sent', [], options);
    void startChild('child', { workflowId: 'child', args: [] });
    void getExternalWorkflowHandle('other').signal('go');
    void getExternalWorkflowHandle('other').cancel();
    (run as unknown as { registeredActivityNames: Set<string> }).registeredActivityNames.add('local');
    void scheduleLocalActivity('local', [], options);
    await Promise.resolve();
    const { activity, childWorkflowStart, childWorkflowComplete, signalWorkflow, cancelWorkflow } =
      activator().completions;
    expect([...activity.values()].map(({ context }) => context?.isLocal)).toEqual([false, true]);
    expect([...childWorkflowStart.values()].map(({ context }) => context?.workflowId)).toEqual(['child']);
    expect([childWorkflowComplete.size, signalWorkflow.size, cancelWorkflow.size]).toEqual([1, 1, 1]);
  });

  test('activator: signals wait in a list until something receives them', () => {
    const run = createActivator();
    setCurrentActivator(run);
    run.signalWorkflow({ signalName: 'later', input: [defaultPayloadConverter.toPayload(2)] });
    expect(takeBufferedSignals()).toEqual([{ name: 'later', values: [defaultPayloadConverter.toPayload(2)] }]);
    expect(takeBufferedSignals()).toEqual([]);
    run.signalWorkflow({ signalName: 'later' });
    bufferFirst([{ name: 'earlier', values: [defaultPayloadConverter.toPayload(1)] }]);
    const received: unknown[] = [];
    run.defaultSignalHandler = (name, ...values) => void received.push(name, ...values);
    run.dispatchBufferedSignals();
    expect(received).toEqual(['earlier', 1, 'later']);
  });

  test('promise-watch: the hooks set a promise when it is made, look it up first, and delete it when it is settled', () => {
    const { GlobalHandlers } =
      require('@temporalio/worker/lib/workflow/vm-shared') as typeof import('@temporalio/worker/lib/workflow/vm-shared');
    const hook = String(Reflect.get(GlobalHandlers.prototype, 'setPromiseHook'));
    for (const step of [
      'activator.promiseStackStore;',
      'store.promiseToStack.set(promise, stackTrace)',
      'store.childToParent.get(promise) ?? new Set()',
      'store.childToParent.set(promise, parents)',
      'store.childToParent.delete(promise)',
      'promise = currentAggregation;',
    ])
      expect(hook).toContain(step);
    expect(hook.indexOf('promiseToStack.set(')).toBeLessThan(hook.indexOf('childToParent.set('));
    expect(Object.getOwnPropertyDescriptor(createActivator(), 'promiseStackStore')).toMatchObject({ writable: true });
  });

  test('activator: the SDK numbers what it starts, and cancels it by its number', () => {
    const run = createActivator();
    expect(run.nextSeqs).toMatchObject({ timer: 1, activity: 1, childWorkflow: 1 });
    for (const kind of ['timer', 'activity', 'childWorkflowComplete'] as const)
      expect(run.completions[kind]).toBeInstanceOf(Map);
    const code = source('@temporalio/workflow/lib/workflow').replaceAll(/\s+/g, ' ');
    for (const part of [
      'const seq = activator.nextSeqs.timer++',
      'const seq = activator.nextSeqs.activity++',
      'seq: activator.nextSeqs.childWorkflow++',
      'activator.completions.timer.delete(seq)',
      'activator.completions.activity.has(seq)',
      'activator.completions.childWorkflowComplete.has(seq)',
      'cancelTimer: { seq,',
      'requestCancelActivity: { seq,',
      'requestCancelLocalActivity: { seq,',
      'cancelChildWorkflowExecution: { childWorkflowSeq: seq }',
    ])
      expect(code).toContain(part);

    setCurrentActivator(run);
    expect([nextSeq('timer'), nextSeq('localActivity')]).toEqual([1, 1]);
    void sleep(1000).catch(() => undefined);
    cancelBySeq('timer', 1);
    cancelBySeq('timer', 1);
    expect(run.concludeActivation().commands.filter(({ cancelTimer }) => cancelTimer)).toEqual([
      { cancelTimer: { seq: 1 } },
    ]);
  });

  test('quiet-conditions: a pass asks for the entries, and deletes a condition that is met', () => {
    const code = source('@temporalio/workflow/lib/worker-interface');
    expect(code).toContain('of activator.blockedConditions.entries()) {');
    expect(code).toContain('activator.blockedConditions.delete(seq);');
    expect(code).toContain("composeInterceptors)(activator.interceptors.internals, 'activate'");
    expect(Object.getOwnPropertyDescriptor(createActivator(), 'blockedConditions')).toMatchObject({ writable: true });

    const run = createActivator();
    setCurrentActivator(run);
    let calls = 0;
    whenQuiet(() => ++calls === 1);
    const { activate, tryUnblockConditions } = loadWorkflowLibrary();
    activate({ jobs: [] } as never);
    expect(calls).toBe(0);
    expect([tryUnblockConditions(), calls]).toEqual([1, 1]);
    expect([tryUnblockConditions(), calls]).toEqual([0, 2]);
  });

  test('activator: interceptors may be added, and validators given to handlers, while the workflow runs', async () => {
    const run = createActivator();
    setCurrentActivator(run);
    interceptUpdates({
      validateUpdate: (input, next) => (input.name === 'refused' ? reject() : next(input)),
      handleUpdate: async (input, next) => `${String(await next(input))}!`,
    });
    for (const name of ['taken', 'refused']) run.updateHandlers.set(name, { handler: async () => name } as never);
    validateAllUpdates();
    for (const name of ['taken', 'refused'])
      run.doUpdate({ id: name, protocolInstanceId: name, name, input: [], runValidator: true });
    await new Promise(setImmediate);
    const answers = run.concludeActivation().commands.map(({ updateResponse }) => updateResponse);
    const result = expect.objectContaining({ data: defaultPayloadConverter.toPayload('taken!').data });
    expect(answers).toMatchObject([
      { protocolInstanceId: 'taken', accepted: {} },
      { protocolInstanceId: 'refused', rejected: { message: 'no' } },
      { protocolInstanceId: 'taken', completed: result },
    ]);
    expect(countConditions()).toBe(0);
    run.blockedConditions.set(1, { fn: () => false, resolve: () => {} });
    expect(countConditions()).toBe(1);
    expect(hasNothingPending()).toBe(true);
    run.completions.timer.set(1, { resolve: () => {}, reject: () => {} });
    expect(hasNothingPending()).toBe(false);
  });

  test.each(['@temporalio/interceptors-opentelemetry', '@temporalio/interceptors-opentelemetry-v2'])(
    'replace-span-ids: the tracer of %s takes its ids from where we replace them',
    (name) => {
      setCurrentActivator(createActivator());
      const { OpenTelemetryInboundInterceptor } = require(
        `${name}/lib/workflow`,
      ) as typeof import('@temporalio/interceptors-opentelemetry/lib/workflow');
      const inbound = new OpenTelemetryInboundInterceptor() as object as { tracer: Tracer };
      const ids = { generateTraceId: () => 'a'.repeat(32), generateSpanId: () => 'b'.repeat(16) };
      replaceSpanIds(inbound as never, { ids, sdk: name });
      expect(inbound.tracer.startSpan('span').spanContext()).toMatchObject({
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
      });
    },
  );
});

function reject(): never {
  throw ApplicationFailure.create({ message: 'no' });
}

interface Tracer {
  startSpan(name: string): { spanContext(): object };
}
