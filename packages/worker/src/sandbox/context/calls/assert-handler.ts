import type { UpdateHandlerOptions } from '@tfn/core';
import { assertNames, coreErrors, defineErrors, describe, resolveOptions } from '@tfn/core/internal';

/**
 * Checks the handler of a message, and that no options follow.
 * @throws {TfnError} TFN_HANDLER_INVALID, TFN_OPTIONS_INVALID
 */
export function assertHandler(kind: 'signal' | 'query', name: string, ...[handler, options]: unknown[]): void {
  assertFunction(kind, name, handler);
  if (options !== undefined) assertNames(`the handler of the ${kind} '${name}'`, options as object, { known: [] });
}

/**
 * Checks the handler of an update, and its options.
 * @throws {TfnError} TFN_HANDLER_INVALID, TFN_OPTIONS_INVALID
 */
export function assertUpdateHandler(
  name: string,
  handler: unknown,
  options: UpdateHandlerOptions<unknown> | undefined,
): void {
  assertFunction('update', name, handler);
  if (options !== undefined)
    resolveOptions(`the handler of the update '${name}'`, options, { rules: { validator: 'function' } });
}

/**
 * Checks what `ctx.waitFor` waits for: Temporal would call anything else, and fail the task again and again.
 * @throws {TfnError} TFN_TARGET_INVALID
 */
export function assertPredicate(predicate: unknown): void {
  if (typeof predicate !== 'function')
    throw coreError('TFN_TARGET_INVALID', {
      call: 'ctx.waitFor',
      got: describe(predicate),
      targets: ['function that returns whether to go on'],
    });
}

// --- internal ---

const coreError = defineErrors(coreErrors);

function assertFunction(what: string, name: string, handler: unknown): void {
  if (typeof handler !== 'function') throw coreError('TFN_HANDLER_INVALID', { what, name, got: describe(handler) });
}
