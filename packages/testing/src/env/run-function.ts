import type { AnyFunctionDef, Client, FunctionContext, Logger } from '@tfn/core';
import { assertNames, parseInput } from '@tfn/core/internal';
import { callHandler } from '@tfn/worker/internal';

/** Options of `env.run`: the circumstances of the single attempt. */
export interface RunFunctionOptions {
  /** Cancels the function when it is aborted. */
  signal?: AbortSignal;
  /** Receives the details of `ctx.heartbeat`. */
  onHeartbeat?: (details: unknown) => void;
  /** @default 1 */
  attempt?: number;
  /** The details of the previous attempt's last heartbeat. */
  lastHeartbeat?: unknown;
  /** @default undefined: without a workflow */
  workflowId?: string;
}

/** Runs one attempt of a function's own handler, without a workflow or a server, and returns or throws what it does. */
export async function runFunction(
  def: AnyFunctionDef,
  input: unknown,
  { options, log, taskQueue, client }: { options: RunFunctionOptions; log: Logger; taskQueue: string; client: Client },
): Promise<unknown> {
  assertNames('env.run', options, { known: Object.keys(NAMES) });
  const { signal = new AbortController().signal, onHeartbeat, attempt = 1, lastHeartbeat, workflowId } = options;
  const ctx: FunctionContext = {
    signal,
    heartbeat: (details) => onHeartbeat?.(details),
    lastHeartbeat,
    idempotencyKey: [workflowId, def.name].filter(Boolean).join('/'),
    log,
    client,
    info: { name: def.name, attempt, activityId: def.name, taskQueue, workflowId, runId: undefined },
  };
  // Parsed here, so that the test gets the error itself rather than a failure of Temporal's.
  const parsed = await parseInput(def, input);
  const { input: _input, ...rest } = def.options;
  return callHandler({ def: { ...def, options: rest }, input: parsed, ctx, checkResult: true });
}

// --- internal ---

const NAMES: Readonly<Record<keyof RunFunctionOptions, true>> = {
  signal: true,
  onHeartbeat: true,
  attempt: true,
  lastHeartbeat: true,
  workflowId: true,
};
