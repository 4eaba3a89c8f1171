export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';

export { isFunctionDef } from './definitions/function.ts';
export type {
  AnyFunctionDef,
  DefineFunction,
  FunctionDefaults,
  FunctionDef,
  FunctionHandler,
  FunctionOptions,
  InferrableFunction,
  ResolvedFunctionOptions,
  SchemaFunctionDef,
} from './definitions/function.ts';
export type { FunctionContext, FunctionInfo } from './context/function-context.ts';
export { isWorkflowDef } from './definitions/workflow.ts';
export type {
  AnyWorkflowDef,
  DefineWorkflow,
  InferrableWorkflow,
  Outcome,
  Priority,
  ResolvedWorkflowOptions,
  ResultOf,
  SchemaWorkflowDef,
  SearchAttributeUpdates,
  SearchAttributeValue,
  SearchAttributes,
  VersioningBehavior,
  WorkflowBody,
  WorkflowDef,
  WorkflowFailureInfo,
  WorkflowHandler,
  WorkflowOptions,
} from './definitions/workflow.ts';
export type {
  ChildHandle,
  ChildOptions,
  RunOptions,
  Saga,
  ScopeOptions,
  UpdateHandlerOptions,
  ValidatorResult,
  WaitOptions,
  WorkflowContext,
} from './context/workflow-context.ts';
export type { RaceEntry, RaceWinner } from './context/race.ts';
export type { OtherExecution, WorkflowInfo } from './context/workflow-info.ts';
export type { ChildCancellationType, FunctionCancellationType, Scope } from './context/cancellation.ts';
export type {
  AnyRunnable,
  CallArgs,
  CallerInputOf,
  HandlerOutputOf,
  InferrableInput,
  InputOf,
  OutputOf,
  ParameterOf,
} from './definitions/inference.ts';
export type { AnyMessageDef, QueryDef, SignalDef, UpdateDef } from './definitions/message.ts';

export type { TriggerDef } from './triggers/trigger.ts';
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
  HttpAcknowledgement,
  HttpUnverified,
  HttpVerifier,
} from './triggers/http-trigger.ts';
export type {
  OverlapPolicy,
  ScheduleArgs,
  ScheduleOptions,
  ScheduleSpec,
  ScheduleTiming,
  ScheduleTriggerDef,
} from './triggers/schedule-trigger.ts';
export type { SignalHandler, SignalTarget, SignalTriggerDef } from './triggers/signal-trigger.ts';
export type { EventOptions, EventTriggerDef } from './triggers/event-trigger.ts';

export type {
  Client,
  DefsOf,
  ExecutionId,
  InvokeOptions,
  NameOf,
  OnDuplicate,
  PayloadOption,
  Resolve,
  SignalWithStart,
  SignalWithStartInput,
  StartOptions,
  Target,
  UpdateHandle,
  UpdateOptions,
  UpdateWithStart,
  UpdatedWithStart,
  WorkflowDescription,
  WorkflowHandle,
  WorkflowStatus,
  WorkflowSummary,
} from './client/client.ts';

export type { Branded, DefKind } from './definitions/registry/brand.ts';
export { registry } from './definitions/registry/registry.ts';
export type { Registry } from './definitions/registry/registry.ts';
export type { SourceLocation } from './definitions/registry/call-site.ts';
export { toMilliseconds } from './definitions/duration.ts';
export type { Duration } from './definitions/duration.ts';
export type { ValuesMode } from './values/write-value.ts';
export type {
  AnySchema,
  OutputSchemaDef,
  SchemaFor,
  SchemaInput,
  SchemaOutput,
  WithInput,
  WithOutput,
} from './definitions/schema.ts';
export type { RetryPolicy } from './definitions/options.ts';
export { isCancellation } from './errors/thrown/is-cancellation.ts';
export { NonRetryableError, RetryAfterError } from './errors/retry-errors.ts';
export type { Logger } from './context/logger.ts';
export type { InputIssue } from './errors/input-errors.ts';
export { TfnError, isTfnError } from './errors/tfn-error.ts';
export type { TfnErrorCode, TfnErrorOptions } from './errors/tfn-error.ts';
