import type { Client } from '../client/client.ts';
import type { Logger } from './logger.ts';

/** The second argument of a function's handler. Maps to Temporal's activity Context. */
export interface FunctionContext {
  /** Aborts when the function is cancelled or times out, or when its worker stops. Pass it to `fetch` and similar APIs. */
  readonly signal: AbortSignal;
  /** Reports progress to Temporal. Required with `heartbeatTimeout`, and to receive a cancellation. */
  heartbeat(details?: unknown): void;
  /** The details of the previous attempt's last `heartbeat`; undefined if there were none. */
  readonly lastHeartbeat: unknown;
  /** Unique to this step and the same in each of its attempts. Pass it to any API that must act only once. */
  readonly idempotencyKey: string;
  /** Adds the ids of workflow and function to each line. */
  readonly log: Logger;
  readonly info: FunctionInfo;
  /**
   * A client over the connection of the function's worker, made on first use: Temporal's `Context.client`, with the methods of ours. It closes with
   * the worker. Needs the package `@tfn/client`. In tests it is the environment's.
   * @throws {TfnError} TFN_CLIENT_MISSING
   */
  readonly client: Client;
}

/** Facts about the current attempt. */
export interface FunctionInfo {
  readonly name: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly activityId: string;
  readonly taskQueue: string;
  /** Undefined when the function was invoked without a workflow. */
  readonly workflowId: string | undefined;
  readonly runId: string | undefined;
}
