/**
 * What our packages share beyond the public API. Not for users: it may change in any release.
 * @internal
 */
export { refusalError, unserializableError } from '../protocol/unserializable.ts';
export type { SentHow, SentValue } from '../protocol/unserializable.ts';
export { fromValuePayload, toValuePayload, VALUES_METADATA } from '../values/value-payload.ts';
export { createValuesConverter } from '../protocol/values-converter.ts';
export { RefusedValue } from '../values/refused.ts';
export { resolveFunctionDefaults } from '../definitions/function-defaults.ts';
export { definedOnly } from './defined-only.ts';
export type { Defined } from './defined-only.ts';
export { assertNodeVersion } from './node-version.ts';
export { sharedErrors } from '../errors/shared-errors.ts';
export { workflowExistsError } from '../errors/workflow-exists.ts';
export type { UnserializablePart } from '../errors/send-errors.ts';
export { causesOf } from '../errors/thrown/causes-of.ts';
export { errorType, readThrown } from '../errors/thrown/read-thrown.ts';
export { cutText, field, isErrorLike, messageOf, textOf } from '../errors/thrown/thrown-fields.ts';
export type { Thrown } from '../errors/thrown/read-thrown.ts';
export { readDuration, toWait } from '../definitions/duration.ts';
export { brand, kindOf } from '../definitions/registry/brand.ts';
export { formatLocation } from '../definitions/registry/call-site.ts';
export { resolveFunctionOptions } from '../definitions/function.ts';
export { messageName } from '../definitions/message.ts';
export { parseBy, parseInput } from '../definitions/schema.ts';
export type { SchemaCarrier } from '../definitions/schema.ts';
export type { AnyTarget } from '../client/client.ts';
export { CHILD_RULES, START_RULES } from '../client/start-rules.ts';
export { coreErrors } from '../errors/errors.ts';
export { defineErrors } from '../errors/define-errors.ts';
export type { ErrorFactory, ErrorTable } from '../errors/define-errors.ts';
export { describe } from '../errors/describe.ts';
export { formatIssues, inputError } from '../errors/input-errors.ts';
export { assertNames, assertRetry, assertTaskQueue, resolveOptions } from '../definitions/options.ts';
export { findNameProblem, findTextProblem } from '../definitions/rules/option-rules.ts';
export type { OptionRules } from '../definitions/rules/option-rules.ts';
export { nearestName } from './nearest-name.ts';
export { retryAdviceOf } from '../errors/retry-errors.ts';
export type { RetryAdvice } from '../errors/retry-errors.ts';
export { assertCapability, reportedCapabilities } from '../protocol/server-capabilities.ts';
export type { CapabilityNeed, ServerCapability } from '../protocol/server-capabilities.ts';
export {
  CLOCK_CHECK_WORKFLOW_TYPE,
  FINGERPRINT_MEMO,
  INVOKE_WORKFLOW_TYPE,
  ROUTE_MEMO,
  OWNER_MEMO,
  READINESS_WORKFLOW_ID,
  SCHEMA_ACTIVITY,
  SCHEMAS_MEMO,
} from '../protocol/reserved-names.ts';
export { readCarried, toCarriedList } from '../protocol/carried-signals.ts';
export type { Carried, CarriedSignal } from '../protocol/carried-signals.ts';
export { NOT_RUN, UPDATE_TOO_LATE } from '../protocol/late-updates.ts';
export { sentOptions, toStartFields } from '../protocol/start-fields.ts';
export { withSchemaMemo } from '../protocol/workflow-schemas.ts';
export type { SchemaCall } from '../protocol/workflow-schemas.ts';
export type { Invocation, StartFields } from '../protocol/start-fields.ts';
export { toTemporalOptions } from '../protocol/temporal-options.ts';
export { withPayloadCodec } from '../protocol/with-payload-codec.ts';
export { DEFAULT_PAYLOAD_LIMIT, sizeOfFields, sizeOfPayloads } from '../protocol/payload-size.ts';
export { fromWire, toBytes, toText, toWire } from '../protocol/wire-payload.ts';
export type { WirePayload } from '../protocol/wire-payload.ts';
export { joinBytes } from './join-bytes.ts';
export { enqueue } from './serial-queue.ts';
export type { SerialQueue } from './serial-queue.ts';
