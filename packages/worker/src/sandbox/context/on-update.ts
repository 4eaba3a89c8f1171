import { ContinueAsNew, defineUpdate, setHandler } from '@temporalio/workflow';
import type { UpdateHandlerOptions } from '@tfn/core';
import { callHandler } from '../messages/handler-scope.ts';
import type { Ending } from '../execution/ending.ts';
import { tooLate } from '../execution/outcome.ts';
import { assertSendable, UPDATE_MARGIN } from '../limits/payload-limit.ts';
import { isA } from '../../shared/application-failure.ts';
import { failingAtOnce, toFailure } from './failure.ts';

/** Makes `ctx.onUpdate`. See `Outcome` for what becomes of an update at the end of the run. */
export function createOnUpdate({ outcome, stop }: Ending) {
  return (
    name: string,
    handler: (input: unknown) => unknown,
    { validator }: UpdateHandlerOptions<unknown> = {},
  ): void => {
    outcome.watch(name);
    const handle = async (input: unknown): Promise<unknown> => {
      const scope = { isRunning: true };
      try {
        const result = await callHandler(scope, () => handler(input));
        outcome.assertOpen(name);
        assertSendable(`the update '${name}'`, result, UPDATE_MARGIN);
        return result;
      } catch (error) {
        if (!isA(error, ContinueAsNew)) throw toFailure(error);
        stop(error);
        throw tooLate(name, 'continued');
      } finally {
        scope.isRunning = false;
      }
    };
    setHandler(defineUpdate<unknown, [unknown]>(name), handle, validator && { validator: failingAtOnce(validator) });
  };
}
