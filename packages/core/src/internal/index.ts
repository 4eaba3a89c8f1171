/**
 * What our packages share beside the vocabulary. Not for users: it may change in any release.
 * @internal
 */
export { unserializableError } from '../protocol/unserializable.ts';
export type { SentValue } from '../protocol/unserializable.ts';
export { resolveFunctionDefaults } from '../definitions/function-defaults.ts';
export { definedOnly } from './defined-only.ts';
export type { Defined } from './defined-only.ts';
export { assertNodeVersion } from './node-version.ts';
export { sharedErrors } from '../errors/shared-errors.ts';
export type { UnserializablePart } from '../errors/send-errors.ts';
export { causesOf } from '../errors/causes-of.ts';
export { describe } from '../errors/describe.ts';
export { formatIssues, inputError } from '../errors/input-errors.ts';
export { resolveOptions } from '../definitions/options.ts';
export { retryAdviceOf } from '../errors/retry-errors.ts';
export type { RetryAdvice } from '../errors/retry-errors.ts';
export { assertCapability, reportedCapabilities } from '../protocol/server-capabilities.ts';
export type { CapabilityNeed, ServerCapability } from '../protocol/server-capabilities.ts';
export { withPayloadCodec } from '../protocol/with-payload-codec.ts';
export { fromWire, toBytes, toText, toWire } from '../protocol/wire-payload.ts';
export type { WirePayload } from '../protocol/wire-payload.ts';
export { joinBytes } from './join-bytes.ts';
export { enqueue } from './serial-queue.ts';
export type { SerialQueue } from './serial-queue.ts';
