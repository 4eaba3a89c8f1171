/** The outcome of a wait. */
export type Waited<TResult> = { readonly arrived: true; readonly result: TResult } | { readonly arrived: false };

/** What of an AbortSignal a wait uses. */
export interface EndSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Waits for a promise until the timeout, or until one of the signals aborts; then ignores the promise. */
export async function waitFor<TResult>(
  promise: Promise<TResult>,
  { timeout, signals }: { timeout: number; signals: readonly EndSignal[] },
): Promise<Waited<TResult>> {
  promise.catch(() => undefined);
  let giveUp: (() => void) | undefined;
  const over = new Promise<Waited<TResult>>((resolve) => {
    giveUp = () => resolve({ arrived: false });
  });
  const stop = giveUp as unknown as () => void;
  const timer = setTimeout(stop, Math.min(timeout, MAX_TIMER));
  for (const signal of signals) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  }
  try {
    return await Promise.race([promise.then((result) => ({ arrived: true, result }) as const), over]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
}

// --- internal ---

/** Milliseconds; the longest delay of a timer. */
const MAX_TIMER = 2 ** 31 - 1;
