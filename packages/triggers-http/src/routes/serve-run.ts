import { isFunctionDef, isTfnError, isWorkflowDef } from '@tfn/core';
import { FINGERPRINT_MEMO, ROUTE_MEMO } from '@tfn/core/internal';
import type { AnyRunnable, OnDuplicate, StartOptions, WorkflowHandle } from '@tfn/core';
import type { Exchange } from './exchange.ts';
import { assertSameRequest, readKey } from './idempotency.ts';
import type { Keyed } from './idempotency.ts';
import { jsonReply, resultReply, textReply } from '../replies/reply.ts';
import type { HttpReply } from '../replies/reply.ts';
import { answersAtOnce, readEventId } from './event-id.ts';
import { waitFor } from './wait.ts';
import { readWorkflowId } from './workflow-id.ts';

/** Starts a route's workflow or function, and answers 200 with its result, or 202 with the URL of its status. */
export async function serveRun(exchange: Exchange, input: unknown): Promise<HttpReply> {
  const { def, call, stopped, waitTimeout } = exchange;
  const { options } = def;
  const handle = await start(exchange, input);
  if (answersAtOnce(def)) return accepted(exchange, handle);
  const waited = await waitFor(resultOf(handle, waitTimeout), { timeout: waitTimeout, signals: [call.gone, stopped] });
  if (waited.arrived && waited.result.ended)
    return resultReply(waited.result.value, { route: exchange.name, contentType: options.contentType });
  if (call.gone.aborted && options.cancelOnDisconnect === true) await handle.cancel();
  return accepted(exchange, handle);
}

// --- internal ---

async function start(exchange: Exchange, input: unknown): Promise<WorkflowHandle> {
  const workflowId = await readWorkflowId(exchange, input);
  const { onDuplicate } = exchange.def.options;
  const eventId = readEventId(exchange);
  if (eventId !== undefined) return startOnce(exchange, input, { workflowId: eventId });
  if (workflowId !== undefined)
    return begin(exchange, input, { workflowId, ...(onDuplicate !== undefined && { onDuplicate }) });
  const keyed = exchange.def.options.dedupe === undefined ? await readKey(exchange, input) : undefined;
  return keyed === undefined ? begin(exchange, input, {}) : startOnce(exchange, input, keyed);
}

/** Starts the execution of a key or an event, or finds the one that an earlier request of the same key started. */
async function startOnce(
  exchange: Exchange,
  input: unknown,
  keyed: Pick<Keyed, 'workflowId'> & Partial<Keyed>,
): Promise<WorkflowHandle> {
  const { client, def } = exchange;
  const target = def.target as AnyRunnable;
  const { workflowId, fingerprint } = keyed;
  const onDuplicate: OnDuplicate = 'fail';
  const memo =
    fingerprint === undefined
      ? {}
      : { memo: { ...(isWorkflowDef(target) ? target.options.memo : undefined), [FINGERPRINT_MEMO]: fingerprint } };
  try {
    return await begin(exchange, input, { workflowId, onDuplicate, ...memo });
  } catch (error) {
    // Something else may have the id, such as what the route started before it got another target.
    if (!isTfnError(error) || error.code !== 'TFN_WORKFLOW_EXISTS' || error.details['isOwn'] === false) throw error;
    const handle = client.getHandle(target, keyed.workflowId);
    if (fingerprint !== undefined) await assertSameRequest(handle, fingerprint);
    return handle;
  }
}

function begin({ client, def, name }: Exchange, input: unknown, options: StartOptions): Promise<WorkflowHandle> {
  // The type of every function's run is the same: the memo tells the status route which of them the routes started.
  const memo = isFunctionDef(def.target) ? { memo: { ...options.memo, [ROUTE_MEMO]: name } } : {};
  return client.start(def.target as AnyRunnable, input, { ...options, ...memo });
}

/** The result, or that the time is up. The client's own timeout ends its request to Temporal too. */
async function resultOf(handle: WorkflowHandle, timeout: number): Promise<{ ended: boolean; value?: unknown }> {
  try {
    return { ended: true, value: await handle.result({ timeout }) };
  } catch (error) {
    if (isTfnError(error) && error.code === 'TFN_RESULT_TIMEOUT') return { ended: false };
    throw error;
  }
}

async function accepted(
  { def, statusUrl }: Exchange,
  { workflowId, runId, describe }: WorkflowHandle,
): Promise<HttpReply> {
  const expected = def.options.verify?.acknowledgement;
  if (expected !== undefined) return textReply(expected);
  const run = runId === undefined ? await describe() : undefined;
  const { runId: found, status } = run ?? { runId, status: 'running' };
  const url = statusUrl(workflowId, run);
  return jsonReply(
    { workflowId, runId: found, status, ...(url !== undefined && { statusUrl: url }) },
    { status: 202, headers: url === undefined ? {} : { location: url } },
  );
}
