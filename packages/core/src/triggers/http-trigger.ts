import type { AnyRunnable, CallerInputOf } from '../definitions/inference.ts';
import type { OptionRules } from '../definitions/rules/option-rules.ts';
import type { Duration } from '../definitions/duration.ts';
import { kindOf } from '../definitions/registry/brand.ts';
import type { OnDuplicate } from '../client/client.ts';
import type { AnyMessageDef, QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import { assertTrigger, defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';

/** The methods of a route. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The possible targets of a route. */
export type HttpTarget = AnyRunnable | AnyMessageDef;

/** The input of a route's target. */
export type HttpInputOf<TTarget> =
  TTarget extends SignalDef<infer TPayload>
    ? TPayload
    : TTarget extends QueryDef<infer _TResult, infer TInput>
      ? TInput
      : TTarget extends UpdateDef<infer _TResult, infer TInput>
        ? TInput
        : CallerInputOf<TTarget>;

/** The parameters of a path such as '/orders/:id' or '/files/*path', in the syntax of Express 5. */
export type HttpParamsOf<TPath extends string> = string extends TPath
  ? Readonly<Record<string, string>>
  : Flat<ParamsIn<TPath>>;

/** A request, in the form that all adapters provide. */
export interface HttpRequest<TBody = unknown, TParams = Readonly<Record<string, string>>> {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** Decoded. The value of a wildcard is the list of its segments. */
  readonly params: TParams;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** By names in lower case. */
  readonly headers: HttpHeaders;
  /**
   * The parsed body, typed as the target's input but not yet validated by its schema: JSON; the fields of a form, as texts and lists of
   * texts; a text of another text/* type; else bytes. Only routes with `verify` or `input` accept other bodies than JSON.
   */
  readonly body: TBody;
  /** The body as received; empty if there is none, or if earlier middleware has parsed it and kept no bytes. */
  readonly rawBody: Uint8Array;
  /** The framework's own request object, including what its middleware added. */
  readonly raw: unknown;
}

/** Header values by their names in lower case. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>;

/** Middleware of the framework that serves the route: Express's by default. */
export type HttpMiddleware = (...args: never[]) => unknown;

/** What a verifier sees of a request, before its body is parsed. */
export type HttpUnverified = Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers' | 'rawBody' | 'raw'>;

/** Verifies the sender of a request; the route answers 401 if it returns false. What else it may know of the sender's requests is optional. */
export interface HttpVerifier {
  (request: HttpUnverified): boolean | Promise<boolean>;
  /** The id of an event, which a repeated delivery has too: for the option `dedupe`. */
  readonly eventId?: ((request: HttpRequest) => string | undefined) | undefined;
  /** The event of a delivery, which `body` is from then on. @default the body */
  readonly event?: ((request: HttpRequest) => unknown) | undefined;
  /** The JSON answer to what is no event, such as the check of a new URL; undefined for an event. */
  readonly handshake?: ((request: HttpRequest) => unknown) | undefined;
  /** The answer to an event, in place of 202 with the workflow's id. */
  readonly acknowledgement?: HttpAcknowledgement | undefined;
}

/** An answer 200 that the sender of a webhook expects. */
export interface HttpAcknowledgement {
  readonly contentType?: string;
  readonly body?: string;
}

/** Options of a route. */
export interface HttpOptions<TInput = unknown, TParams = Readonly<Record<string, string>>> {
  /** The workflow's id. It makes the start of a workflow idempotent; for a signal, query or update it selects the receiver. */
  workflowId?: (request: HttpRequest<TInput, TParams>) => string;
  /** Answers 202 as soon as the workflow has started, instead of 200 with its result. @default false, with `dedupe` true */
  async?: boolean;
  /** How long a request waits for the result before it answers 202; for a query or update, before it answers 504. @default '30s' */
  waitTimeout?: Duration;
  /** Runs before the route, in order. */
  middleware?: readonly HttpMiddleware[];
  /** Makes the target's input from a request. @default the JSON body; for GET and DELETE the path and query parameters */
  input?: (request: HttpRequest<unknown, TParams>) => TInput;
  /** Verifies a webhook's signature, for example with `stripeSignature(…)` or `hmac(…)` of `@tfn/triggers-http`. */
  verify?: HttpVerifier;
  /**
   * The id of an event: `true` for the one that `verify` knows. It becomes the workflow id, as `<name of the target>:<id>`, so a repeated
   * delivery starts nothing as long as Temporal keeps the first execution. The route then answers 202 at once, unless `async` is false.
   */
  dedupe?: true | ((request: HttpRequest<TInput, TParams>) => string | undefined);
  /**
   * The key by which a repeated request gets the answer of the first, if there is no `workflowId`; `false` for none.
   * @default the header Idempotency-Key
   */
  idempotencyKey?: false | ((request: HttpRequest<TInput, TParams>) => string | undefined);
  /** What happens if an execution with that `workflowId` exists; 'fail' answers 409. @default 'use-existing' */
  onDuplicate?: OnDuplicate;
  /** Cancels the workflow when the client disconnects before the answer. @default false */
  cancelOnDisconnect?: boolean;
  /** Maximum size of a body in bytes; a larger one is answered with 413. @default the server's, 1 MiB */
  bodyLimit?: number;
  /**
   * The media type of a result that is a text or bytes (`Uint8Array`, `Buffer`), such as 'text/csv' or 'image/png'. Other results are JSON.
   * @default bytes are 'application/octet-stream', a text is JSON
   */
  contentType?: string;
  /** What the OpenAPI document adds to the information that the route itself provides. */
  openapi?: HttpDescription<TInput>;
}

/** Texts and examples for an OpenAPI document. */
export interface HttpDescription<TInput = unknown> {
  summary?: string;
  description?: string;
  tags?: readonly string[];
  /** An example of the input. */
  example?: TInput;
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
 * Serves a workflow, function, signal, query or update over HTTP, through the adapters of `@tfn/triggers-http`.
 * Paths use the syntax of Express 5: '/orders/:id', '/files/*path'.
 * @example tfn.http('POST', '/api/orders', processOrder, { workflowId: (req) => `order-${req.body.id}`, async: true });
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_TRIGGER_INVALID, TFN_OPTIONS_INVALID, TFN_NAME_DUPLICATE
 */
// oxlint-disable-next-line max-params -- the seed's signature
export function http<TTarget extends HttpTarget, const TPath extends string>(
  method: HttpMethod,
  path: TPath,
  target: TTarget,
  options: HttpOptions<HttpInputOf<TTarget>, HttpParamsOf<TPath>> = {},
): HttpTriggerDef {
  const call = `tfn.http('${method}', '${path}')`;
  assertTrigger(call, path?.[0] !== '/' && "the path must start with '/'");
  const fields = { type: 'http', method, path, target, options } as const;
  const def = defineTrigger({
    call,
    key: `${method} ${path}`,
    fields,
    targets: ['workflow', 'function', 'signal', 'query', 'update'],
    rules: RULES,
    boundary: http,
  });
  assertTrigger(
    call,
    /signal|query|update/.test(kindOf(target) as string) &&
      !options.workflowId &&
      'its target needs the option workflowId, which selects the receiving workflow',
  );
  return def as unknown as HttpTriggerDef;
}

// --- internal ---

const RULES: OptionRules<HttpOptions> = {
  workflowId: 'function',
  async: 'flag',
  waitTimeout: 'time',
  middleware: 'any',
  input: 'function',
  verify: 'function',
  dedupe: 'any',
  idempotencyKey: 'any',
  onDuplicate: ['use-existing', 'fail', 'restart'],
  cancelOnDisconnect: 'flag',
  bodyLimit: 'count',
  contentType: 'name',
  openapi: 'object',
};

type Flat<TObject> = { readonly [TKey in keyof TObject]: TObject[TKey] };

/** Reads a path character by character; parameters within braces may be absent. */
type ParamsIn<TPath extends string, TAbsent = never> = TPath extends `${infer TChar}${infer TRest}`
  ? TChar extends ':'
    ? Param<TakeName<TRest>, string | TAbsent, TAbsent>
    : TChar extends '*'
      ? Param<TakeName<TRest>, readonly string[] | TAbsent, TAbsent>
      : ParamsIn<TRest, TChar extends '{' ? undefined : TChar extends '}' ? never : TAbsent>
  : unknown;

type Param<TTaken, TValue, TAbsent> = TTaken extends [infer TName extends string, infer TRest extends string]
  ? { [TKey in TName]: TValue } & ParamsIn<TRest, TAbsent>
  : never;

type TakeName<TText extends string, TName extends string = ''> = TText extends `${infer TChar}${infer TRest}`
  ? TChar extends NameBreak
    ? [TName, TText]
    : TakeName<TRest, `${TName}${TChar}`>
  : [TName, ''];

type NameBreak =
  | '/'
  | '.'
  | '-'
  | ':'
  | '*'
  | '{'
  | '}'
  | '('
  | ')'
  | '['
  | ']'
  | '?'
  | '+'
  | '!'
  | '@'
  | ','
  | ';'
  | '='
  | '~'
  | '%'
  | '&'
  | '|';
