import { describe, coreErrors, defineErrors, kindOf } from '@tfn/core/internal';

/**
 * Checks that a workflow's call got the kind of definition that it needs: in JavaScript, or where two files import each other, it may be
 * anything.
 * @throws {TfnError} TFN_TARGET_INVALID
 */
export function assertTarget(call: string, target: unknown, kind: 'function' | 'workflow'): void {
  const found = kindOf(target);
  if (found === kind) return;
  const targets = [kind === 'function' ? 'function made with tfn.fn' : 'workflow made with tfn.workflow'];
  throw coreError('TFN_TARGET_INVALID', { call, got: found ?? describe(target), targets });
}

// --- internal ---

const coreError = defineErrors(coreErrors);
