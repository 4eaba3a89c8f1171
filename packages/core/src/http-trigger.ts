import type { AnyRunnable, CallerInputOf } from './call.ts';
import type { Duration } from './duration.ts';
import { kindOf } from './brand.ts';
import type { AnyMessageDef, QueryDef, SignalDef, UpdateDef } from './message.ts';
import { assertTrigger, defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';

/** The methods a route may have. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route may reach. */
export type HttpTarget = AnyRunnable | AnyMessageDef;

/** The input that a route's target takes. */
export type HttpInputOf<TTarget> =
  TTarget extends SignalDef<infer TPayload>
    ? TPayload
    : TTarget extends QueryDef<infer _TResult, infer TInput>
      ? TInput
      : TTarget extends UpdateDef<infer _TResult, infer TInput>
        ? TInput
        : CallerInputOf<TTarget>;

/** A request as all adapters give it. */
export interface HttpRequest<TBody = unknown> {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body: typed as the target's input, and checked against its schema after this. */
  readonly body: TBody;
}

/** Middleware of the framework that serves the route: Express's by default. */
export type HttpMiddleware = (...args: never[]) => unknown;

/** Options of a route. */
export interface HttpOptions<TInput = unknown> {
  /** The workflow's id. For a workflow: what makes a start idempotent. For a signal, query or update: whom to reach. */
  workflowId?: (request: HttpRequest<TInput>) => string;
  /** Answers 202 as soon as the workflow has started, rather than 200 with its result. @default false */
  async?: boolean;
  /** How long a request waits for the result before it answers 202. @default '30s' */
  waitTimeout?: Duration;
  /** Runs before the route, in order. */
  middleware?: readonly HttpMiddleware[];
  /** Makes the target's input of a request. @default the JSON body; for GET and DELETE the path and query parameters */
  input?: (request: HttpRequest<TInput>) => TInput;
}

/** A route of `tfn.http`. */
export interface HttpTriggerDef extends TriggerBase {
  readonly type: 'http';
  readonly method: HttpMethod;
  readonly path: string;
  readonly target: HttpTarget;
  readonly options: HttpOptions;
}

/**
 * Serves a workflow, function, signal, query or update over HTTP, once `@tfn/triggers-http` is mounted.
 * Paths are Express 5's: '/orders/:id', '/files/*path'.
 * @example tfn.http('POST', '/api/orders', processOrder, { workflowId: (req) => `order-${req.body.id}`, async: true });
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_TRIGGER_INVALID, TFN_OPTIONS_INVALID, TFN_NAME_DUPLICATE
 */
// oxlint-disable-next-line max-params -- the seed's signature
export function http<TTarget extends HttpTarget>(
  method: HttpMethod,
  path: string,
  target: TTarget,
  options: HttpOptions<HttpInputOf<TTarget>> = {},
): HttpTriggerDef {
  const call = `tfn.http('${method}', '${path}')`;
  assertTrigger(call, !String(path).startsWith('/') && "the path must start with '/'");
  const fields = { type: 'http', method, path, target, options } as const;
  const def = defineTrigger({
    call,
    key: `${method} ${path}`,
    fields,
    targets: ['workflow', 'function', 'signal', 'query', 'update'],
    boundary: http,
  });
  assertTrigger(
    call,
    /signal|query|update/.test(kindOf(target) as string) &&
      !options.workflowId &&
      'its target needs the option workflowId: whom it is for',
  );
  return def as unknown as HttpTriggerDef;
}
