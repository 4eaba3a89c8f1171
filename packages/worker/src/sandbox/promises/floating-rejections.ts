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
  /** How many there were in earlier tasks. */
  #laterBefore = 0;
  /** How many of them were settled before each of `#settled`. */
  readonly #positions = new WeakMap<AnyPromise, number>();
  readonly #ignored = new WeakSet<AnyPromise>();
  /** Have a handler of ours. */
  readonly #handled = new WeakSet<AnyPromise>();
  readonly #errors = new Map<AnyPromise, unknown>();
  /** The promises of `#errors` by their error, so that thousands of rejections are not compared with each other. */
  readonly #sameError = new Map<unknown, Set<AnyPromise>>();
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
    this.#forget(promise);
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
      this.#positions.set(promise, this.#laterBefore + this.#later.length);
    }
  }

  /** Handles those that are settled. Their errors are known three turns of microtasks later. */
  sweep(): void {
    const later = this.#later;
    const before = this.#laterBefore;
    this.#later = [];
    this.#laterBefore += later.length;
    if (this.#settled.size === 0 && this.#errors.size === 0) return;
    const promises = [...this.#settled];
    this.#settled.clear();
    const isQuery = this.#isQuery;
    /** The last position at which a used promise was rejected with each error. */
    const passedOn = new Map<unknown, number>();
    unrecorded(() => {
      for (const promise of promises) {
        const isIgnored = isQuery || this.#ignored.has(promise) || isSubclass(promise);
        this.#handled.add(promise);
        void promise.then(undefined, (error: unknown) => {
          if (isIgnored || !this.#handled.has(promise) || this.#isBefore(promise, passedOn.get(error))) return;
          this.#note(promise, error);
          this.#report(promise, error);
        });
      }
      // The last one first: what was rejected before the others was rejected before that one too.
      for (let index = later.length - 1; index >= 0; index--)
        void later[index]?.then(undefined, (error: unknown) => {
          const position = before + index;
          if (position <= (passedOn.get(error) ?? -1)) return;
          passedOn.set(error, position);
          for (const promise of this.#sameError.get(error) ?? [])
            if (this.#isBefore(promise, position)) this.#forget(promise);
        });
    });
  }

  /** Whether a promise was settled before the used one at a position. */
  #isBefore(promise: AnyPromise, position: number | undefined): boolean {
    return position !== undefined && (this.#positions.get(promise) ?? 0) <= position;
  }

  #note(promise: AnyPromise, error: unknown): void {
    this.#errors.set(promise, error);
    const same = this.#sameError.get(error);
    if (same === undefined) this.#sameError.set(error, new Set([promise]));
    else same.add(promise);
  }

  #forget(promise: AnyPromise): void {
    if (!this.#errors.has(promise)) return;
    const error = this.#errors.get(promise);
    this.#errors.delete(promise);
    const same = this.#sameError.get(error);
    same?.delete(promise);
    if (same?.size === 0) this.#sameError.delete(error);
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
