import type { Logger } from './logger.ts';

/** What a function's handler gets beside its input. Maps to Temporal's activity Context. */
export interface FunctionContext {
  /** Aborted when the function is cancelled, has timed out or its worker stops. Hand it to fetch and alike. */
  readonly signal: AbortSignal;
  /** Tells Temporal that the work goes on, and where it stands; needed with `heartbeatTimeout` and to learn of cancellation. */
  heartbeat(details?: unknown): void;
  /** What the last `heartbeat` of the try before told, or undefined. */
  readonly lastHeartbeat: unknown;
  /** The same for every try of this step, and unlike any other step's: hand it to APIs that take an idempotency key. */
  readonly idempotencyKey: string;
  /** Logs with the ids of workflow and function. */
  readonly log: Logger;
  readonly info: FunctionInfo;
}

/** Facts about the try that runs. */
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
