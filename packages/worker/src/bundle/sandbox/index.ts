/**
 * The part of the bundler that runs inside the sandbox, before and while the user's files are loaded.
 * @internal
 */
export { createPartialStub, createStub, finishLoading } from './stub.ts';
export type { StubOrigin, UserLines } from './stub.ts';
export { installCrypto } from './web-crypto.ts';
