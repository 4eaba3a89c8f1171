/**
 * What our packages share beside the vocabulary. Not for users: it may change in any release.
 * @internal
 */
export { findUnserializable } from './unserializable.ts';
export type { Unserializable } from './unserializable.ts';
export { definedOnly } from './defined-only.ts';
export type { Defined } from './defined-only.ts';
export { assertNodeVersion, sharedErrors } from './node-version.ts';
export { describe } from '../describe.ts';
export { resolveOptions } from '../options.ts';
