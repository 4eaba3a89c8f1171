import { resolveOptions } from '@tfn/core/internal';
import type { OptionRules } from '@tfn/core/internal';
import type { FunctionDefaults, Logger, ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { WorkerOptions } from '@tfn/worker';
import type { EngineName } from '../engines/engine.ts';

/** Options of `tfn.testEnv`. */
export interface TestEnvOptions {
  /**
   * Where workflows run: `time-skipping` is Temporal's test server, whose clock jumps; `server` a real Temporal, in real time;
   * `memory` this process, over a virtual clock.
   * @default TFN_TEST_ENGINE, else 'time-skipping'
   */
  engine?: EngineName;
  /** Makes a function without a mock an error when it runs. @default false */
  strict?: boolean;
  /** The task queue of definitions without one. All task queues are served. @default one of its own */
  taskQueue?: string;
  /** `host:port` of a server to use. @default TFN_TEST_ADDRESS for `server`, otherwise a server is started */
  address?: string;
  /** The codec of clients and workers, such as one that encrypts: all values pass through it, on every engine. @default none */
  payloadCodec?: PayloadCodec;
  /** What clients and workers write: 'json' refuses what JSON cannot express. @default 'rich' */
  values?: ValuesMode;
  /** Temporal's data converter of clients and workers; not with `memory`. @default Temporal's own */
  dataConverter?: NonNullable<WorkerOptions['dataConverter']>;
  /** Interceptors of Temporal's: of workers, and `client` of clients; not with `memory`. @default none */
  interceptors?: NonNullable<WorkerOptions['interceptors']>;
  /** Sinks of Temporal's, for workflows; not with `memory`. @default none */
  sinks?: NonNullable<WorkerOptions['sinks']>;
  /** Options for all functions, as for workers. Options of a function or a call override them. @default none */
  defaults?: FunctionDefaults;
  /** With `memory`: replays each workflow, to check that it does the same. @default true */
  checkDeterminism?: boolean;
  /** Receives the logs of workflows and functions. @default silent */
  logger?: Logger;
}

/**
 * Checks the options of a test environment.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertOptionNames(options: TestEnvOptions): void {
  resolveOptions('tfn.testEnv', options, { rules: RULES });
}

// --- internal ---

const RULES: OptionRules<TestEnvOptions> = {
  // Its error names the engines.
  engine: 'any',
  strict: 'flag',
  taskQueue: 'queue',
  address: 'name',
  payloadCodec: 'object',
  values: ['rich', 'json'],
  dataConverter: 'object',
  interceptors: 'object',
  sinks: 'object',
  // Checked with their own names.
  defaults: 'any',
  checkDeterminism: 'flag',
  logger: 'any',
};
