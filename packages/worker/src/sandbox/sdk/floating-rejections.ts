/**
 * The rejected promises of the running workflow that no code awaits. Node would report each at the end of the task, which the SDK then fails
 * forever; so each promise that is settled before any code uses it gets a handler first.
 * I1: a use after that takes the promise out again.
 * I2: queries are not a part of a workflow's history: what they leave behind is dropped.
 */
import { activator } from './activator.ts';

type AnyPromise = Promise<unknown>;

export class FloatingRejections {
  /** What to call with each, when it is first noticed. */
  onReject: ((error: unknown) => void) | undefined;
  /** Pending. */
  readonly #unused = new Set<AnyPromise>();
  /** Settled, or no longer recorded by the SDK. */
  readonly #settled = new Set<AnyPromise>();
  /** Have a handler of ours. */
  readonly #handled = new WeakSet<AnyPromise>();
  readonly #errors = new Map<AnyPromise, unknown>();
  #isQuery = false;
  #newest: AnyPromise | undefined;
  #isStarting = false;

  constructor() {
    activator().interceptors.internals.push({
      activate: (input, next) => {
        this.#isQuery = (input.activation.jobs ?? []).some(({ queryWorkflow }) => queryWorkflow != null);
        next(input);
      },
      concludeActivation: (input, next) => {
        this.sweep();
        return next(input);
      },
    });
  }

  /** Whether some promise is or may be rejected and unused. */
  get mayExist(): boolean {
    return this.#unused.size > 0 || this.#settled.size > 0 || this.#errors.size > 0;
  }

  /** In the order in which they were noticed. */
  get errors(): readonly unknown[] {
    return [...this.#errors.values()];
  }

  add(promise: AnyPromise): void {
    this.#newest = promise;
    this.#unused.add(promise);
  }

  /** To be called before the SDK gets the promise of the workflow's end: it stops recording what waits for that, and leaves it unused. */
  expectEnd(): void {
    this.#isStarting = true;
  }

  use(promise: AnyPromise): void {
    if (this.#unused.delete(promise)) return;
    this.#settled.delete(promise);
    this.#handled.delete(promise);
    this.#errors.delete(promise);
  }

  /** Forgets a promise that is pending and whose rejection is someone else's. */
  drop(promise: AnyPromise): void {
    this.#unused.delete(promise);
  }

  settle(promise: AnyPromise, isThen: boolean): void {
    if (!this.#unused.delete(promise)) return;
    if (this.#isStarting && isThen && promise === this.#newest) this.#isStarting = false;
    else this.#settled.add(promise);
  }

  /** Handles those that are settled. Their errors are known once the handlers have run. */
  sweep(): void {
    if (this.#settled.size === 0) return;
    const promises = [...this.#settled];
    this.#settled.clear();
    const isQuery = this.#isQuery;
    unrecorded(() => {
      for (const promise of promises) {
        this.#handled.add(promise);
        void promise.then(undefined, (error: unknown) => {
          if (isQuery || !this.#handled.has(promise)) return;
          this.#errors.set(promise, error);
          this.onReject?.(error);
        });
      }
    });
  }
}

let isRecording = true;

/** Runs code whose promises are not those of the workflow: they are not recorded, and what it awaits does not become used. */
export function unrecorded<TResult>(body: () => TResult): TResult {
  const before = isRecording;
  isRecording = false;
  try {
    return body();
  } finally {
    isRecording = before;
  }
}

export function isUnrecorded(): boolean {
  return !isRecording;
}
