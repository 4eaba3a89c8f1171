export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';

export { isFunctionDef, resolveFunctionOptions } from './function.ts';
export type {
  AnyFunctionDef,
  DefineFunction,
  FunctionDefaults,
  FunctionDef,
  FunctionHandler,
  FunctionOptions,
  ResolvedFunctionOptions,
  SchemaFunctionDef,
} from './function.ts';
export type { FunctionContext, FunctionInfo } from './function-context.ts';
export { isWorkflowDef } from './workflow.ts';
export type {
  AnyWorkflowDef,
  DefineWorkflow,
  Priority,
  ResolvedWorkflowOptions,
  SchemaWorkflowDef,
  SearchAttributes,
  WorkflowDef,
  WorkflowFailureInfo,
  WorkflowHandler,
  WorkflowOptions,
} from './workflow.ts';
export type {
  ChildHandle,
  ChildOptions,
  RunOptions,
  Saga,
  UpdateHandlerOptions,
  WaitOptions,
  WorkflowContext,
  WorkflowInfo,
} from './workflow-context.ts';
export type { AnyRunnable, CallArgs, CallerInputOf, InputOf, OutputOf } from './call.ts';
export { messageName } from './message.ts';
export type { AnyMessageDef, QueryDef, SignalDef, UpdateDef } from './message.ts';

export type { TriggerDef } from './trigger.ts';
export type {
  HttpDescription,
  HttpHeaders,
  HttpInputOf,
  HttpMethod,
  HttpMiddleware,
  HttpOptions,
  HttpParamsOf,
  HttpRequest,
  HttpTarget,
  HttpTriggerDef,
  HttpVerifier,
} from './http-trigger.ts';
export type {
  OverlapPolicy,
  ScheduleArgs,
  ScheduleOptions,
  ScheduleSpec,
  ScheduleTiming,
  ScheduleTriggerDef,
} from './schedule-trigger.ts';
export type { SignalHandler, SignalTarget, SignalTriggerDef } from './signal-trigger.ts';
export type { EventOptions, EventTriggerDef } from './event-trigger.ts';

export type {
  AnyTarget,
  Client,
  DefsOf,
  InvokeOptions,
  NameOf,
  OnDuplicate,
  PayloadOption,
  Resolve,
  SignalWithStart,
  SignalWithStartInput,
  StartOptions,
  Target,
  WorkflowDescription,
  WorkflowHandle,
  WorkflowStatus,
  WorkflowSummary,
} from './client.ts';

export { kindOf } from './brand.ts';
export type { Branded, DefKind } from './brand.ts';
export { registry } from './registry.ts';
export type { Registry } from './registry.ts';
export { formatLocation } from './call-site.ts';
export type { SourceLocation } from './call-site.ts';
export { toMilliseconds } from './duration.ts';
export type { Duration } from './duration.ts';
export { parseInput } from './schema.ts';
export type { AnySchema, SchemaCarrier, SchemaFor, SchemaInput, SchemaOutput, WithInput } from './schema.ts';
export type { RetryPolicy } from './options.ts';
export { NonRetryableError, RetryAfterError } from './retry-errors.ts';
export type { Logger } from './logger.ts';
export { coreErrors } from './errors.ts';
export type { InputIssue } from './input-errors.ts';
export { TfnError, defineErrors, isTfnError } from './tfn-error.ts';
export type { ErrorFactory, ErrorTable, TfnErrorCode, TfnErrorOptions } from './tfn-error.ts';
