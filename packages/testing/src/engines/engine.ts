import type { TfnClient } from '@tfn/client';
import type { AnyFunctionDef, FunctionContext, FunctionDefaults, Logger, ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { WorkerOptions } from '@tfn/worker';
import type { WorkflowHistory } from '../history/workflow-history.ts';

/** Where the workflows of a test run. */
export type EngineName = 'time-skipping' | 'server' | 'memory';

/** The reason with which an environment ends what still runs. */
export const CLOSED = 'the test environment was closed';

/** What the worker and the client of an environment use. */
export interface EngineSetup {
  readonly payloadCodec?: PayloadCodec | undefined;
  readonly values?: ValuesMode | undefined;
  readonly defaults?: FunctionDefaults | undefined;
  readonly dataConverter?: WorkerOptions['dataConverter'] | undefined;
  readonly interceptors?: WorkerOptions['interceptors'] | undefined;
  readonly sinks?: WorkerOptions['sinks'] | undefined;
}

/** One call of a function, mocked or not. */
export interface FunctionCall {
  readonly name: string;
  /** Undefined for a name without a definition. */
  readonly def: AnyFunctionDef | undefined;
  readonly args: readonly unknown[];
  /** Without the client, which is the environment's. */
  readonly ctx: Omit<FunctionContext, 'client'>;
}

/** Runs what a function is in this test: its mock or its handler. */
export type FunctionCaller = (call: FunctionCall) => Promise<unknown>;

/** What an engine needs of the environment that it serves. */
export interface EngineHost {
  readonly call: FunctionCaller;
  /** The names of the workflows that are mocked when they run as children. */
  mockedWorkflows(): readonly string[];
  readonly taskQueue: string;
  readonly log: Logger;
}

/** What an environment does through its engine. */
export interface Engine {
  readonly client: TfnClient;
  /** Lets time pass while the work runs, on engines that can skip time. `awaited` is the workflow for whose end the work waits, if known. */
  during<TResult>(work: () => Promise<TResult>, awaited?: string): Promise<TResult>;
  sleep(milliseconds: number): Promise<void>;
  /** Lets time pass while an update runs, on engines that can. */
  duringUpdate<TResult>(work: () => Promise<TResult>): Promise<TResult>;
  now(): Promise<Date>;
  history(execution: Execution): Promise<WorkflowHistory>;
  /** What the execution waits for: a line for each thing except timers, which its history shows. */
  pending(execution: Execution): Promise<readonly string[]>;
  /** What a result's rejection really means on this engine. */
  explain(error: unknown, execution: Execution): Promise<unknown>;
  replay(history: WorkflowHistory): Promise<void>;
  close(): Promise<void>;
}

/** One execution. Without a run, the latest. */
export interface Execution {
  readonly workflowId: string;
  readonly runId?: string | undefined;
  /** Means the last of the runs that follow that run: by continue-as-new, or as the next attempt. */
  readonly follows?: boolean;
}
