import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import type { TfnClient } from '@tfn/client';
import { isFunctionDef, registry, toMilliseconds } from '@tfn/core';
import type {
  AnyFunctionDef,
  AnyRunnable,
  CallArgs,
  CallerInputOf,
  Client,
  Duration,
  HttpMethod,
  InputOf,
  InvokeOptions,
  OutputOf,
  StartOptions,
} from '@tfn/core';
import { describe, readThrown } from '@tfn/core/internal';
import { createFunctionCaller } from '../mocks/call-function.ts';
import { chooseEngine, createEngine } from './create-engine.ts';
import type { EngineName } from '../engines/engine.ts';
import { testingError } from '../errors.ts';
import { createHistory, isHistory } from '../history/workflow-history.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import type { WorkflowHistory } from '../history/workflow-history.ts';
import { silentLogger } from './logger.ts';
import { createMocks, toMockKey } from '../mocks/mocks.ts';
import type { Mock, MockGiven, MockImplementation, MockOf, RecordedCall } from '../mocks/mocks.ts';
import { noteOpen } from './open-envs.ts';
import { sendRequest } from './request.ts';
import type { RequestOptions, TestResponse } from './request.ts';
import { runFunction } from './run-function.ts';
import type { RunFunctionOptions } from './run-function.ts';
import { createSchedules } from './schedules.ts';
import type { TestSchedules } from './schedules.ts';
import { assertOptionNames } from './test-env-options.ts';
import type { TestEnvOptions } from './test-env-options.ts';
import { toTestHandle } from './test-handle.ts';
import type { TestHandle } from './test-handle.ts';
import { createWatch } from './watch.ts';

/** Where a test runs workflows, with all definitions that its file imported. */
export interface TestEnv {
  readonly engine: EngineName;
  /** A client of this environment, with Temporal's own as `temporal`. What it starts runs here. */
  readonly client: TfnClient;

  /**
   * Replaces a function, or a workflow that runs as a child, by an implementation. A list has one for each call; further calls use
   * the last. Without an implementation, the real one runs again.
   * @throws {TfnError} TFN_TEST_MOCK_INVALID, TFN_TEST_UNKNOWN
   */
  mock<TDef extends AnyRunnable>(target: TDef, implementation?: MockGiven<NoInfer<TDef>>): MockOf<TDef>;
  mock(target: string, implementation?: MockImplementation<never> | readonly MockImplementation<never>[]): Mock;

  /** The calls of a function, mocked or not, or of a mocked workflow: oldest first, each attempt separately. */
  calls<TDef extends AnyRunnable>(target: TDef): readonly RecordedCall<InputOf<TDef>, OutputOf<TDef>>[];
  calls(target: string): readonly RecordedCall[];

  /** Runs a workflow, or a function durably, and returns its result. Time passes meanwhile. */
  execute<TDef extends AnyRunnable>(
    target: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, InvokeOptions>
  ): Promise<OutputOf<TDef>>;

  /** Starts a workflow, or a function durably. */
  start<TDef extends AnyRunnable>(
    target: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, StartOptions>
  ): Promise<TestHandle<OutputOf<TDef>>>;

  /** The handle of an execution that something else started. */
  getHandle(workflowId: string, runId?: string): TestHandle;

  /** Runs one attempt of a function's own handler, never its mock, directly in the test. */
  run<TDef extends AnyFunctionDef>(
    fn: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, RunFunctionOptions>
  ): Promise<OutputOf<TDef>>;

  /** Lets time pass: immediately where it can be skipped, otherwise by waiting. */
  sleep(duration: Duration): Promise<void>;
  /** The same as `sleep`. */
  advance(duration: Duration): Promise<void>;
  /** The time that workflows see. */
  now(): Promise<Date>;

  /**
   * Replays a history against the current code: one of `handle.history()`, or a file that `temporal workflow show --output json`
   * wrote.
   * @throws {TfnError} TFN_TEST_NONDETERMINISM, TFN_TEST_HISTORY_INVALID, TFN_TEST_UNSUPPORTED
   */
  replay(history: WorkflowHistory | string): Promise<void>;

  /** Sends a request through the handler of `@tfn/triggers-http`, without a port. @throws {TfnError} TFN_TEST_PACKAGE_MISSING */
  request(method: HttpMethod, path: string, body?: unknown, options?: RequestOptions): Promise<TestResponse>;

  readonly schedules: TestSchedules;

  /** Ends what still runs, and releases what the environment held. Does nothing when called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a test environment. Environments share servers and bundles, so that one for each test costs little.
 * @example
 * const env = await tfn.testEnv();
 * env.mock(chargePayment, async () => ({ chargeId: 'test-charge' }));
 * expect(await env.execute(processOrder, order)).toMatchObject({ status: 'complete' });
 * @throws {TfnError} TFN_TEST_ENGINE, TFN_TEST_PACKAGE_MISSING, TFN_OPTIONS_INVALID, and TFN_SERVER_… where a server is needed
 */
export async function createTestEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  assertOptionNames(options);
  const name = chooseEngine(options);
  const mocks = createMocks();
  const log = options.logger ?? silentLogger;
  const taskQueue = options.taskQueue ?? `test-${randomUUID()}`;
  const call = createFunctionCaller(mocks, { strict: options.strict ?? false, client: () => engine.client });
  const engine = await createEngine(name, { call, log, taskQueue, mockedWorkflows: mocks.workflowNames }, options);
  // oxlint-disable-next-line no-console -- runners show it with the test's output
  const watch = createWatch(engine, (report) => console.error(report));
  let closing: Promise<void> | undefined;

  const assertOpen = (what: string): void => {
    if (closing !== undefined) throw testingError('TFN_TEST_ENV_CLOSED', { call: what });
  };

  const start = async (target: AnyRunnable, input?: unknown, startOptions: StartOptions = {}): Promise<TestHandle> => {
    assertOpen('env.start');
    assertKnown(target, 'env.start');
    const handle = await (engine.client.start as (...args: unknown[]) => ReturnType<Client['start']>)(
      target,
      input,
      startOptions,
    );
    return toTestHandle(handle, { engine, watch, follows: true });
  };

  const getHandle = (workflowId: string, runId?: string): TestHandle =>
    toTestHandle(engine.client.getHandle(workflowId, runId), { engine, watch, follows: false });

  const sleep = async (duration: Duration): Promise<void> => {
    assertOpen('env.sleep');
    await engine.sleep(toMilliseconds(duration, 'env.sleep'));
  };

  const close = (): Promise<void> => {
    forget();
    return (closing ??= engine.close());
  };
  const forget = noteOpen(close);

  const env = {
    engine: name,
    client: engine.client,
    mock: mocks.set,
    calls: (target: AnyRunnable | string) => mocks.calls(toMockKey(target, 'env.calls')),
    async execute(target: AnyRunnable, input?: unknown, { timeout, ...rest }: InvokeOptions = {}) {
      const handle = await start(target, input, rest);
      return handle.result(timeout === undefined ? {} : { timeout });
    },
    start,
    getHandle,
    run: (fn: AnyFunctionDef, input?: unknown, runOptions: RunFunctionOptions = {}) => {
      if (!isFunctionDef(fn))
        throw testingError('TFN_TEST_MOCK_INVALID', { got: describe(fn), problem: 'env.run needs a function' });
      return runFunction(fn, input, { options: runOptions, log, taskQueue, client: engine.client });
    },
    sleep,
    advance: sleep,
    now: () => engine.now(),
    async replay(history: WorkflowHistory | string) {
      assertOpen('env.replay');
      await engine.replay(isHistory(history) ? history : await readHistory(history));
    },
    // oxlint-disable-next-line max-params -- in the order of a request line
    request: async (method: HttpMethod, path: string, body?: unknown, requestOptions: RequestOptions = {}) => {
      assertOpen('env.request');
      return engine.during(() => sendRequest(engine.client, { method, path, body, options: requestOptions }));
    },
    schedules: createSchedules({ engine: name, start, latest: getHandle, sleep, now: () => engine.now() }),
    close,
    [Symbol.asyncDispose]: close,
  };
  // The interface's generic signatures know more about definitions than these implementations need.
  return env as unknown as TestEnv;
}

// --- internal ---

/** Rejects a definition of another copy of core, or of a file that was loaded in another realm. */
function assertKnown(target: AnyRunnable, call: string): void {
  const defs: ReadonlyMap<string, AnyRunnable> = isFunctionDef(target) ? registry.functions : registry.workflows;
  if (!defs.has(target.name))
    throw testingError('TFN_TEST_UNKNOWN', { call, name: target.name, known: [...defs.keys()] });
}

async function readHistory(file: string): Promise<WorkflowHistory> {
  try {
    const { events } = JSON.parse(await readFile(file, 'utf8')) as { events?: HistoryEvent[] };
    if (!Array.isArray(events)) throw new Error('it has no list of events');
    return createHistory(events);
  } catch (error) {
    const problem = readThrown(error).message;
    throw testingError('TFN_TEST_HISTORY_INVALID', { file, problem }, error);
  }
}
