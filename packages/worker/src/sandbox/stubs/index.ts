/**
 * The part of the bundler that runs inside the sandbox, before and while the user's files are loaded.
 * @internal
 */
import { installCrypto } from './web-crypto.ts';

export { createPartialStub, createStub, finishLoading } from './stub.ts';

// As soon as this is loaded, which is before there is any workflow: what a workflow adds to the global object is taken away and
// put back whenever the worker turns to another one.
installCrypto();
