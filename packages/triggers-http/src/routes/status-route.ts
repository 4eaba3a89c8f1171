import { isFunctionDef, isTfnError, isWorkflowDef } from '@tfn/core';
import { INVOKE_WORKFLOW_TYPE, ROUTE_MEMO } from '@tfn/core/internal';
import type { HttpMiddleware, HttpRequest, HttpTriggerDef, WorkflowDescription } from '@tfn/core';
import type { RouteClient } from '../handler/route-client.ts';
import type { Endpoint } from './endpoint.ts';
import { problem } from '../replies/problem.ts';
import { failureOf, toProblem } from '../replies/problem-of-error.ts';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import { resultReply } from '../replies/reply.ts';
import { receive, toRequest } from '../requests/request.ts';
import { assertWorkflowId } from './workflow-id.ts';

/** Who may ask for the status of runs. */
export interface StatusRouteOptions {
  /** Runs before the route, like the middleware of a route. */
  middleware?: readonly HttpMiddleware[];
  /** Whether a request may see an execution; otherwise the answer is 404. @default every execution that the routes can start */
  authorize?: (request: HttpRequest, run: WorkflowDescription) => boolean | Promise<boolean>;
}

/** The body of the route's answer. */
export interface RunStatus {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: WorkflowDescription['status'];
  readonly startedAt: string;
  readonly closedAt?: string;
  /** The result of a completed run. */
  readonly result?: unknown;
  /** The problem of a run that closed without completing. */
  readonly error?: unknown;
}

/** What the route answers from. */
export interface StatusSubject {
  readonly client: RouteClient;
  readonly defs: readonly HttpTriggerDef[];
  readonly basePath: string;
  readonly errorMapper: ErrorMapper | undefined;
}

/**
 * Reports a run: its status, its result, or why it has none. It hides executions that no route can start, so that guessed ids
 * do not expose the namespace.
 */
export function statusEndpoint(
  given: boolean | StatusRouteOptions | undefined,
  { client, defs, basePath, errorMapper }: StatusSubject,
): Endpoint {
  const { middleware = [], authorize = () => true }: StatusRouteOptions = typeof given === 'object' ? given : {};
  const canHaveStarted = startedBy(defs);
  const path = `${basePath}/runs/:workflowId`;
  return {
    ...{ method: 'GET', path, middleware },
    async serve(call, params) {
      const request = toRequest(await receive(call, { params, bodyLimit: 0, readsBody: false }), { any: false });
      const workflowId = assertWorkflowId(params['workflowId'] as string);
      const handle = client.getHandle(workflowId);
      const run = await handle.describe();
      if (!canHaveStarted(run) || !(await authorize(request, run)))
        throw problem('workflow-not-found', { members: { workflowId } });
      const over = isOver(run);
      const status: RunStatus = {
        ...{ workflowId, runId: run.runId, status: run.status, startedAt: run.startTime.toISOString() },
        ...(run.closeTime !== undefined && { closedAt: run.closeTime.toISOString() }),
        ...(over && (await outcome(() => handle.result(), errorMapper))),
      };
      const headers = { 'cache-control': 'no-store', ...(!over && { 'retry-after': '1' }) };
      const reply = resultReply(status, { route: `GET ${path}`, contentType: undefined });
      return { ...reply, headers: { ...reply.headers, ...headers } };
    },
  };
}

/** Tells whether one of the routes can have started a run: by the workflow's type, or by the route that a function's run names. */
export function startedBy(
  defs: readonly HttpTriggerDef[],
): (run: Pick<WorkflowDescription, 'workflowType' | 'memo'>) => boolean {
  const types = new Set(defs.flatMap(({ target }) => (isWorkflowDef(target) ? [target.name] : [])));
  const routes = new Set(defs.flatMap((def) => (isFunctionDef(def.target) ? [`${def.method} ${def.path}`] : [])));
  return ({ workflowType, memo }) =>
    workflowType === INVOKE_WORKFLOW_TYPE ? routes.has(memo[ROUTE_MEMO] as string) : types.has(workflowType);
}

// --- internal ---

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
