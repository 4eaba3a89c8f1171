import { isFunctionDef, isTfnError, isWorkflowDef } from '@tfn/core';
import type { HttpMiddleware, HttpRequest, HttpTriggerDef, WorkflowDescription } from '@tfn/core';
import type { RouteClient } from '../handler/route-client.ts';
import type { Endpoint } from './endpoint.ts';
import { problem } from '../replies/problem.ts';
import { failureOf, toProblem } from '../replies/problem-of-error.ts';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import { jsonReply } from '../replies/reply.ts';
import { readRequest } from '../requests/request.ts';
import { assertWorkflowId } from './workflow-id.ts';

/** How the route that tells of runs is guarded. */
export interface StatusRouteOptions {
  /** Runs before it, as a route's own. */
  middleware?: readonly HttpMiddleware[];
  /** Whether a request may see an execution; if not it is answered 404. @default all that the routes can have started */
  authorize?: (request: HttpRequest, run: WorkflowDescription) => boolean | Promise<boolean>;
}

/** What the route answers. */
export interface RunStatus {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: WorkflowDescription['status'];
  readonly startedAt: string;
  readonly closedAt?: string;
  /** Of a run that completed. */
  readonly result?: unknown;
  /** The problem of a run that ended otherwise. */
  readonly error?: unknown;
}

/** What it needs to answer. */
export interface StatusSubject {
  readonly client: RouteClient;
  readonly defs: readonly HttpTriggerDef[];
  readonly basePath: string;
  readonly errorMapper: ErrorMapper | undefined;
}

/**
 * Tells of a run: whether it goes on, its result, or why it has none. Of executions that no route can have started it says
 * nothing, so that it does not open the namespace to whoever guesses an id.
 */
export function statusEndpoint(
  given: boolean | StatusRouteOptions | undefined,
  { client, defs, basePath, errorMapper }: StatusSubject,
): Endpoint {
  const { middleware = [], authorize = () => true }: StatusRouteOptions = typeof given === 'object' ? given : {};
  const types = typesOf(defs);
  return {
    ...{ method: 'GET', path: `${basePath}/runs/:workflowId`, middleware },
    async serve(call, params) {
      const request = await readRequest(call, { params, bodyLimit: 0, readsBody: false });
      const workflowId = assertWorkflowId(params['workflowId'] as string);
      const handle = client.getHandle(workflowId);
      const run = await handle.describe();
      if (!types.has(run.workflowType) || !(await authorize(request, run)))
        throw problem('workflow-not-found', { members: { workflowId } });
      const over = isOver(run);
      const status: RunStatus = {
        ...{ workflowId, runId: run.runId, status: run.status, startedAt: run.startTime.toISOString() },
        ...(run.closeTime !== undefined && { closedAt: run.closeTime.toISOString() }),
        ...(over && (await outcome(() => handle.result(), errorMapper))),
      };
      return jsonReply(status, { headers: { 'cache-control': 'no-store', ...(!over && { 'retry-after': '1' }) } });
    },
  };
}

// --- internal ---

/** The workflow type under which a client runs a function by itself. */
const INVOKE = 'tfn.invoke';

function typesOf(defs: readonly HttpTriggerDef[]): ReadonlySet<string> {
  const types = defs.flatMap(({ target }) =>
    isWorkflowDef(target) ? [target.name] : isFunctionDef(target) ? [INVOKE] : [],
  );
  return new Set(types);
}

function isOver({ status }: WorkflowDescription): boolean {
  return status !== 'running' && status !== 'paused' && status !== 'continued-as-new';
}

async function outcome(
  result: () => Promise<unknown>,
  mapper: ErrorMapper | undefined,
): Promise<{ result: unknown } | { error: unknown }> {
  try {
    return { result: await result() };
  } catch (error) {
    const ended = failureOf(error) !== undefined || (isTfnError(error) && error.code.startsWith('TFN_WORKFLOW_'));
    const found = ended ? toProblem(error, mapper) : undefined;
    if (found === undefined) throw error;
    return { error: found.problem };
  }
}
