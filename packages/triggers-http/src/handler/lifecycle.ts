import type { EndSignal } from '../routes/wait.ts';

/** Counts requests in flight, and waits for them when serving stops. */
export interface Lifecycle {
  /** Aborted when the timeout of `stop` has passed. Not an AbortSignal: Cloudflare's Workers let only requests make one. */
  readonly stopped: EndSignal;
  readonly stopping: boolean;
  /** Counts a request; call the returned function when it is answered. */
  enter(): () => void;
  /** Resolves when no request is in flight. */
  stop(timeout: number): Promise<void>;
}

export function createLifecycle(): Lifecycle {
  const listeners = new Set<() => void>();
  let aborted = false;
  let underWay = 0;
  let stopping = false;
  const waiting: (() => void)[] = [];
  const abort = (): void => {
    aborted = true;
    for (const listener of listeners) listener();
  };

  return {
    stopped: {
      get aborted() {
        return aborted;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
    get stopping() {
      return stopping;
    },
    enter() {
      underWay += 1;
      return () => {
        underWay -= 1;
        if (underWay === 0) for (const resolve of waiting.splice(0)) resolve();
      };
    },
    async stop(timeout) {
      stopping = true;
      const timer = setTimeout(abort, timeout);
      try {
        if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
