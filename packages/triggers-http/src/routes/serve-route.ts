import { isFunctionDef, isWorkflowDef, toMilliseconds } from '@tfn/core';
import type { HttpTriggerDef, WorkflowDescription } from '@tfn/core';
import type { Endpoint } from './endpoint.ts';
import { httpError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { problem } from '../replies/problem.ts';
import { assertOwnSite } from '../requests/read-body.ts';
import { receive, toRequest } from '../requests/request.ts';
import type { Received } from '../requests/request.ts';
import { jsonReply } from '../replies/reply.ts';
import { findDedupeProblem } from './event-id.ts';
import { createInputReader } from './route-input.ts';
import { serveMessage } from './serve-message.ts';
import { serveRun } from './serve-run.ts';

/** The settings that the routes of one handler share. */
export interface RouteSetting extends Pick<Exchange, 'client' | 'stopped'> {
  readonly bodyLimit: number;
  /** In milliseconds. */
  readonly waitTimeout: number;
  /** The URL of a workflow's status below a mount; undefined when the status route does not answer there. */
  statusUrl(mount: string, workflowId: string, run?: WorkflowDescription): string | undefined;
}

/** Makes the endpoint of a `tfn.http`. @throws {TfnError} TFN_HTTP_ROUTE_INVALID */
export function toEndpoint(def: HttpTriggerDef, setting: RouteSetting): Endpoint {
  const { method, path, target, options } = def;
  const name = `${method} ${path}`;
  const reason = findProblem(def);
  if (reason !== undefined) throw httpError('TFN_HTTP_ROUTE_INVALID', { route: name, problem: reason });
  const { client, stopped } = setting;
  const waitTimeout = toMilliseconds(options.waitTimeout ?? setting.waitTimeout, 'waitTimeout');
  const bodyLimit = options.bodyLimit ?? setting.bodyLimit;
  const serve = isWorkflowDef(target) || isFunctionDef(target) ? serveRun : serveMessage;
  const readInput = createInputReader(def);
  return {
    method,
    path,
    middleware: options.middleware ?? [],
    async serve(call, params) {
      const received = await receive(call, { params, bodyLimit, readsBody: method !== 'GET' });
      await verify(def, { name, received });
      if (options.verify === undefined && isFilled(received)) assertOwnSite(call.headers);
      const sent = toRequest(received, { any: options.verify !== undefined || options.input !== undefined });
      const answer: unknown = await options.verify?.handshake?.(sent);
      if (answer !== undefined) return jsonReply(answer, { status: 200 });
      const request = options.verify?.event === undefined ? sent : { ...sent, body: options.verify.event(sent) };
      const input = readInput(request);
      const statusUrl: Exchange['statusUrl'] = (...ofRun) => setting.statusUrl(call.mount, ...ofRun);
      return serve({ client, name, def, request, call, waitTimeout, stopped, statusUrl }, input);
    },
  };
}

// --- internal ---

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A type and parameters, as a header may have them. */
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; *[\w.-]+=[\w."-]+)*$/;

function findProblem(def: HttpTriggerDef): string | undefined {
  const { method, options } = def;
  if (!METHODS.includes(method)) return `its method must be one of ${METHODS.join(', ')}`;
  if (!MEDIA_TYPE.test(options.contentType ?? 'text/plain'))
    return "its contentType must be a media type such as 'text/csv'";
  return findDedupeProblem(def);
}

/** Whether it has a body, as far as is known. */
function isFilled({ unverified, parsed }: Received): boolean {
  return unverified.rawBody.byteLength > 0 || parsed !== undefined;
}

async function verify(
  { options }: HttpTriggerDef,
  { name, received }: { name: string; received: Received },
): Promise<void> {
  if (options.verify === undefined) return;
  if (!received.isRaw) throw httpError('TFN_HTTP_RAW_BODY', { route: name });
  if (!(await options.verify(received.unverified))) throw problem('signature-invalid');
}
