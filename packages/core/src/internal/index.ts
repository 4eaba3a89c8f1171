/**
 * What our packages share beside the vocabulary. Not for users: it may change in any release.
 * @internal
 */
export { unserializableError } from './unserializable.ts';
export type { SentValue } from './unserializable.ts';
export { resolveFunctionDefaults } from './function-defaults.ts';
export { definedOnly } from './defined-only.ts';
export type { Defined } from './defined-only.ts';
export { assertNodeVersion } from './node-version.ts';
export { sharedErrors } from './errors.ts';
export type { UnserializablePart } from './send-errors.ts';
export { describe } from '../describe.ts';
export { formatIssues, inputError } from '../input-errors.ts';
export { resolveOptions } from '../options.ts';
export { retryAdviceOf } from '../retry-errors.ts';
export type { RetryAdvice } from '../retry-errors.ts';
export { withPayloadCodec } from './with-payload-codec.ts';
export { fromWire, toBytes, toText, toWire } from './wire-payload.ts';
export type { WirePayload } from './wire-payload.ts';
