/** Counts requests in flight, and waits for them when serving stops. */
export interface Lifecycle {
  /** Aborted when the timeout of `stop` has passed. */
  readonly stopped: AbortSignal;
  readonly stopping: boolean;
  /** Counts a request; call the returned function when it is answered. */
  enter(): () => void;
  /** Resolves when no request is in flight. */
  stop(timeout: number): Promise<void>;
}

export function createLifecycle(): Lifecycle {
  const controller = new AbortController();
  let underWay = 0;
  let stopping = false;
  const waiting: (() => void)[] = [];

  return {
    stopped: controller.signal,
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
      const timer = setTimeout(() => controller.abort(), timeout);
      try {
        if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
