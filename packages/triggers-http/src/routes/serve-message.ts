import { kindOf } from '@tfn/core/internal';
import type { QueryDef, SignalDef, UpdateDef } from '@tfn/core';
import type { Exchange } from './exchange.ts';
import { problem } from '../replies/problem.ts';
import { jsonReply, resultReply } from '../replies/reply.ts';
import type { HttpReply } from '../replies/reply.ts';
import { waitFor } from './wait.ts';
import { readWorkflowId } from './workflow-id.ts';

/** Sends a route's signal, query or update to the workflow of its `workflowId`. */
export async function serveMessage(exchange: Exchange, input: unknown): Promise<HttpReply> {
  const { client, def, call, stopped, waitTimeout } = exchange;
  const { target } = def;
  const workflowId = (await readWorkflowId(exchange, input)) as string;
  if (kindOf(target) === 'signal') {
    await client.signal(workflowId, target as SignalDef, input);
    return jsonReply({ workflowId }, { status: 202 });
  }
  const asking =
    kindOf(target) === 'query'
      ? client.query(workflowId, target as QueryDef, input)
      : client.update(workflowId, target as UpdateDef, input);
  const waited = await waitFor(asking, { timeout: waitTimeout, signals: [call.gone, stopped] });
  if (!waited.arrived) throw problem('timeout', { detail: 'No worker answered.', members: { workflowId } });
  return resultReply(waited.result, { route: exchange.name, contentType: def.options.contentType });
}
