import type { Logger } from '@tfn/core';

/** Writes nothing: a test's output is the test's. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
