import { AsyncLocalStorage } from '@temporalio/workflow';

/** One call of the handler of a message. */
export interface HandlerScope {
  isRunning: boolean;
}

/** Calls a handler. The caller sets the scope's `isRunning` to false when the handler has ended: a promise made here would delay that. */
export function callHandler<TResult>(scope: HandlerScope, handler: () => TResult): TResult {
  storage ??= new AsyncLocalStorage();
  return storage.run(scope, handler);
}

/** Whether the code that calls it runs in a handler that has not ended. */
export function isInHandler(): boolean {
  return storage?.getStore()?.isRunning === true;
}

// --- internal ---

/** Undefined until the first handler runs, as each promise costs more from then on. */
let storage: InstanceType<typeof AsyncLocalStorage<HandlerScope>> | undefined;
