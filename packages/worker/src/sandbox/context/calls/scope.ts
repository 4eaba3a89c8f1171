import type { Scope, ScopeOptions } from '@tfn/core';
import { resolveOptions, toWait } from '@tfn/core/internal';
import type { OptionRules } from '@tfn/core/internal';
import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { runError } from '../../../shared/errors.ts';
import { runEnclosed } from '../../races/enclosure.ts';

/** Runs `body` in a cancellable scope; see `ctx.scope`. The history is that of Temporal's `CancellationScope.withTimeout`. */
export function runInScope<TResult>(
  body: (scope: Scope) => Promise<TResult>,
  options?: ScopeOptions,
): Promise<TResult> {
  return runEnclosed((enclose) => run(enclose, body, options));
}

// --- internal ---

const RULES: OptionRules<ScopeOptions> = { timeout: 'time' };

async function run<TResult>(
  enclose: (scope: CancellationScope) => CancellationScope,
  body: (scope: Scope) => Promise<TResult>,
  options: ScopeOptions = {},
): Promise<TResult> {
  resolveOptions('ctx.scope', options, { rules: RULES });
  const { timeout } = options;
  const milliseconds = timeout === undefined ? undefined : toWait(timeout, 'ctx.scope timeout');
  const parent = CancellationScope.current();
  const scope = enclose(
    new CancellationScope({
      cancellable: true,
      // For the SDK zero is no timeout.
      ...(milliseconds !== undefined && { timeout: Math.max(milliseconds, 1) }),
    }),
  );
  let isCancelledByHand = false;
  try {
    return await scope.run(async () =>
      body({
        cancel() {
          isCancelledByHand = true;
          scope.cancel();
        },
        get isCancelled() {
          return scope.consideredCancelled;
        },
      }),
    );
  } catch (error) {
    const isTimedOut =
      isCancellation(error) && scope.consideredCancelled && !isCancelledByHand && !parent.consideredCancelled;
    if (!isTimedOut || timeout === undefined) throw error;
    throw runError('TFN_SCOPE_TIMED_OUT', { timeout: typeof timeout === 'number' ? `${timeout} ms` : timeout }, error);
  }
}
