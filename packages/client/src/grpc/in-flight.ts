/**
 * The calls in flight.
 * I1: one timer serves all calls: a timer for each would add a tenth to the cost of a call.
 * I2: an abort signal is made only on request: it costs more than the rest of the wait.
 * I3: the timer keeps the process alive only while calls wait.
 */
import { CallTimedOut } from '../transport.ts';

/** The calls of one connection. */
export interface InFlight {
  /** Makes a call. After `limit` milliseconds it rejects with a CallTimedOut and aborts its signal, if it requested one. */
  wait<TResult>(send: (getSignal: () => AbortSignal) => Promise<TResult>, limit: number): Promise<TResult>;
  /** Rejects all calls with this reason and clears the timer. */
  endAll(reason: Error): void;
}

export function createInFlight(): InFlight {
  const calls = new Set<Call>();
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Infinity;

  const arm = (until: number): void => {
    if (until >= firesAt) return;
    clearTimeout(timer);
    firesAt = until;
    timer = setTimeout(sweep, Math.min(Math.max(until - Date.now(), 0), LONGEST_TIMER));
  };
  const sweep = (): void => {
    firesAt = Infinity;
    const now = Date.now();
    for (const call of calls) if (call.until <= now) call.abort(new CallTimedOut());
    let next = Infinity;
    for (const { until } of calls) next = Math.min(next, until);
    if (next !== Infinity) arm(next);
  };

  return {
    wait(send, limit) {
      let controller: AbortController | undefined;
      const until = Date.now() + limit;
      return new Promise((resolve, reject) => {
        const end = (): void => {
          calls.delete(call);
          if (calls.size === 0) timer?.unref();
        };
        const abort = (reason: Error): void => {
          end();
          reject(reason);
          controller?.abort(reason);
        };
        const call: Call = { until, abort };
        calls.add(call);
        arm(until);
        if (calls.size === 1) timer?.ref();
        send(() => (controller = new AbortController()).signal).then(
          (result) => {
            end();
            resolve(result);
          },
          (error: unknown) => {
            end();
            reject(error);
          },
        );
      });
    },
    endAll(reason) {
      for (const { abort } of calls) abort(reason);
      clearTimeout(timer);
      firesAt = Infinity;
    },
  };
}

// --- internal ---

/** Milliseconds; the longest delay of Node's timers. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Call {
  /** The deadline, in milliseconds since 1970. */
  readonly until: number;
  abort(reason: Error): void;
}
