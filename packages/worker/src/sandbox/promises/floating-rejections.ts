/**
 * The rejected promises of the running workflow that no code awaits. Node would report each at the end of the task, which the SDK then fails
 * forever; so each promise that is settled before any code uses it gets a handler first.
 * I1: a use after that takes the promise out again.
 * I2: queries are not a part of a workflow's history: what they leave behind is dropped.
 * I3: V8 does not report every use: not that by `for await` over a list of promises, by a subclass of Promise, or by `Promise.all` of what is no
 *     promise. Such a use passes the error on: a rejection does not count when a used promise is rejected with the same error right after it.
 */
import { interceptActivations } from '../sdk/activator.ts';

type AnyPromise = Promise<unknown>;

export class FloatingRejections {
  /** What to call with each, when it is first noticed. */
  onReject: ((error: unknown) => void) | undefined;
  /** Pending. */
  readonly #unused = new Set<AnyPromise>();
  /** Settled, or no longer recorded by the SDK. */
  readonly #settled = new Set<AnyPromise>();
  /** The used promises that were settled in this task, since there is one that may have to be compared with them. */
  #later: AnyPromise[] = [];
  /** How many of `#later` were settled before each of `#settled`. */
  readonly #positions = new WeakMap<AnyPromise, number>();
  readonly #ignored = new WeakSet<AnyPromise>();
  /** Have a handler of ours. */
  readonly #handled = new WeakSet<AnyPromise>();
  readonly #errors = new Map<AnyPromise, unknown>();
  #isQuery = false;
  #newest: AnyPromise | undefined;
  #isStarting = false;

  constructor() {
    interceptActivations({
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

  isUnused(promise: AnyPromise): boolean {
    return this.#unused.has(promise);
  }

  /** Handles a promise in the next sweep, whatever its error. */
  ignore(promise: AnyPromise): void {
    this.#ignored.add(promise);
  }

  /** Forgets a promise that is pending and whose rejection is someone else's. */
  drop(promise: AnyPromise): void {
    this.#unused.delete(promise);
  }

  settle(promise: AnyPromise, isThen: boolean): void {
    if (!this.#unused.delete(promise)) {
      if (this.#settled.size > 0 || this.#errors.size > 0) this.#later.push(promise);
    } else if (this.#isStarting && isThen && promise === this.#newest) this.#isStarting = false;
    else {
      this.#settled.add(promise);
      this.#positions.set(promise, this.#later.length);
    }
  }

  /** Handles those that are settled. Their errors are known three turns of microtasks later. */
  sweep(): void {
    const later = this.#later;
    this.#later = [];
    if (later.length > 0) for (const promise of this.#errors.keys()) this.#lookForUse(promise, later);
    if (this.#settled.size === 0) return;
    const promises = [...this.#settled];
    this.#settled.clear();
    const isQuery = this.#isQuery;
    unrecorded(() => {
      for (const promise of promises) {
        const isIgnored = isQuery || this.#ignored.has(promise) || isSubclass(promise);
        this.#handled.add(promise);
        void promise.then(undefined, (error: unknown) => {
          if (isIgnored || !this.#handled.has(promise)) return;
          this.#errors.set(promise, error);
          this.#lookForUse(promise, later.slice(this.#positions.get(promise)));
          this.#report(promise, error);
        });
      }
    });
  }

  #lookForUse(promise: AnyPromise, later: readonly AnyPromise[]): void {
    const error = this.#errors.get(promise);
    unrecorded(() => {
      for (const other of later)
        void other.then(undefined, (passedOn: unknown) => {
          if (passedOn === error) this.#errors.delete(promise);
        });
    });
  }

  /** When it is known whether it was used after all. */
  #report(promise: AnyPromise, error: unknown): void {
    unrecorded(
      () =>
        void Promise.resolve()
          .then(() => undefined)
          .then(() => {
            if (this.#errors.has(promise)) this.onReject?.(error);
          }),
    );
  }
}

/** Whether its prototype is not that of all promises; of whichever realm. */
function isSubclass(promise: AnyPromise): boolean {
  let depth = 0;
  for (let at: unknown = promise; at !== null; at = Object.getPrototypeOf(at) as unknown) depth++;
  // The promise, the prototypes of promises and of objects.
  return depth > 3;
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
