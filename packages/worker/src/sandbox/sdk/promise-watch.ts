/**
 * Knows which promises of the running workflow wait for which, and which are settled. Temporal's worker records both in V8's promise
 * hooks, for its stack trace query, in two Maps of the sandbox; ours, put in their place, learn it at that moment. Nothing global changes.
 * I1: runs inside V8's hooks, so it makes no promise and calls no code of users.
 * I2: where no hooks run, no promise is known: `follow` then returns undefined.
 */
import { activator } from './activator.ts';
import type { PromiseStack, PromiseStore } from './activator.ts';
import { FloatingRejections, isUnrecorded } from '../promises/floating-rejections.ts';

type AnyPromise = Promise<unknown>;

/** A promise that is followed, or one that waits for it, directly or not. */
export interface Followed {
  /**
   * `unused`: no code has awaited it or called its `then`. `used`: some of what waits for it is still of use. `left`: all of it is settled
   * without it, as a race that another promise won. A promise that is left becomes used again with the next code that awaits it.
   */
  readonly use: 'unused' | 'used' | 'left';
  /** Whether it is used by a `Promise.race`, `all` or the like. */
  readonly isCombined: boolean;
}

export interface PromiseWatch extends PromiseStore {
  readonly floating: FloatingRejections;
  /** Follows a pending promise that was made since the workflow started. */
  follow(promise: AnyPromise): Followed | undefined;
}

/** The watch of the running workflow. */
export function promiseWatch(): PromiseWatch {
  const run = activator();
  if (run.promiseStackStore instanceof Watch) return run.promiseStackStore;
  return (run.promiseStackStore = new Watch(run.promiseStackStore));
}

// --- internal ---

class Watch implements PromiseWatch {
  readonly promiseToStack: PromiseStore['promiseToStack'];
  readonly childToParent: Children;
  readonly floating = new FloatingRejections();
  /** Each link of the SDK's own code to the workflow's cancellation is a promise that waits for this one, unused. */
  readonly #cancellation = activator().rootScope.cancelRequested;
  /** Those that are pending. */
  readonly #followed = new Map<AnyPromise, Node>();

  constructor({ promiseToStack, childToParent }: PromiseStore) {
    this.promiseToStack = new Map<AnyPromise, PromiseStack>(promiseToStack);
    this.childToParent = new Children(this, childToParent);
  }

  follow(promise: AnyPromise): Followed | undefined {
    return this.childToParent.has(promise) ? this.#node(promise) : undefined;
  }

  /** For the memory engine, where Node may report before an activation is concluded. */
  sweep(): void {
    this.floating.sweep();
  }

  onMade(promise: AnyPromise, parent?: AnyPromise): void {
    // An await makes a promise too, which no code gets.
    if (parent === undefined || (parent !== this.#cancellation && isThen(this.promiseToStack.get(promise))))
      this.floating.add(promise);
  }

  /** A promise waits for another one from now on. */
  onUse(promise: AnyPromise, user: AnyPromise, isCombination: boolean): void {
    this.floating.use(promise);
    if (this.#followed.size === 0) return;
    const node = this.#followed.get(promise);
    if (node !== undefined) node.addUser(this.#node(user), isCombination);
  }

  /** `parents` as it was made with. */
  onSettled(promise: AnyPromise, parents: Set<AnyPromise> | undefined): void {
    if (parents !== undefined && this.#isPending(parents)) this.floating.drop(promise);
    else {
      if (parents?.size === 0 && this.#isElement(promise)) this.floating.ignore(promise);
      this.floating.settle(promise, parents?.size === 1);
    }
    if (this.#followed.size === 0) return;
    const node = this.#followed.get(promise);
    if (node === undefined) return;
    node.isSettled = true;
    this.#followed.delete(promise);
  }

  /** Then what waits for it is pending too, and the SDK only stops recording it. */
  #isPending(parents: Set<AnyPromise>): boolean {
    if (parents.size !== 1 || parents instanceof Elements) return false;
    for (const parent of parents) return this.childToParent.has(parent);
    return false;
  }

  /** Whether `Promise.all` or the like made it of something that is no promise, and waits for it: the hooks do not report that. */
  #isElement(promise: AnyPromise): boolean {
    return this.floating.isUnused(promise) && isOfCombination(this.promiseToStack.get(promise));
  }

  #node(promise: AnyPromise): Node {
    let node = this.#followed.get(promise);
    if (node === undefined) this.#followed.set(promise, (node = new Node()));
    return node;
  }
}

class Node implements Followed {
  isSettled = false;
  #isCombination = false;
  #wasUsed = false;
  #users: Node[] = [];

  addUser(user: Node, isCombination: boolean): void {
    this.#wasUsed = true;
    this.#users.push(user);
    user.#isCombination ||= isCombination;
  }

  get use(): 'unused' | 'used' | 'left' {
    if (!this.#wasUsed) return 'unused';
    this.#users = this.#users.filter((user) => !user.isSettled);
    return this.#users.some((user) => user.#isOfUse) ? 'used' : 'left';
  }

  get isCombined(): boolean {
    return this.#users.some((user) => user.#isOfUse && (user.#isCombination || user.isCombined));
  }

  /** A promise that nothing waits for may be an await, or called for its effects. */
  get #isOfUse(): boolean {
    return !this.isSettled && this.use !== 'left';
  }
}

/** The hooks set a promise's parents when it is made, and delete them when it is settled. */
class Children extends Map<AnyPromise, Set<AnyPromise>> {
  readonly #watch: Watch;

  constructor(watch: Watch, known: PromiseStore['childToParent']) {
    super();
    this.#watch = watch;
    for (const [child, parents] of known) super.set(child, parents);
  }

  /** The hooks find a promise that was set before only if it is one of `Promise.race` or the like, which gets another element. */
  override get(child: AnyPromise): Set<AnyPromise> | undefined {
    const parents = super.get(child);
    if (parents === undefined || parents instanceof Elements) return parents;
    return new Elements(this.#watch, child, parents);
  }

  override set(child: AnyPromise, parents: Set<AnyPromise>): this {
    if (isUnrecorded()) return this;
    if (parents.size === 0) this.#watch.onMade(child);
    else if (!(parents instanceof Elements))
      for (const parent of parents) {
        this.#watch.onUse(parent, child, false);
        this.#watch.onMade(child, parent);
      }
    return super.set(child, parents);
  }

  override delete(child: AnyPromise): boolean {
    // Two hooks may report a promise, as where the SDK has replayed in the process of the memory engine: the first one counts.
    if (!super.has(child)) return false;
    this.#watch.onSettled(child, super.get(child));
    return super.delete(child);
  }
}

/** Whether code called `then`, or what calls it. V8 does so as well, when a promise is resolved with another one. */
function isThen(stack: PromiseStack | undefined): boolean {
  return stack?.isThen ?? (stack !== undefined && THEN_OF_CODE.test(stack.formatted));
}

const THEN_OF_CODE = /^\s*at Promise\.then \(<anonymous>\)\n\s*at /;

/** Whether `Promise.all` or the like made it. */
function isOfCombination(stack: PromiseStack | undefined): boolean {
  return stack?.isCombination ?? (stack !== undefined && COMBINATION.test(stack.formatted));
}

const COMBINATION = /^\s*at (Function|Promise)\.(race|all|allSettled|any) \(<anonymous>\)\n/;

/** The elements that a combination waits for. */
class Elements extends Set<AnyPromise> {
  readonly #watch: Watch;
  readonly #combination: AnyPromise;

  constructor(watch: Watch, combination: AnyPromise, known: Set<AnyPromise>) {
    super();
    this.#watch = watch;
    this.#combination = combination;
    for (const element of known) super.add(element);
  }

  override add(element: AnyPromise): this {
    this.#watch.onUse(element, this.#combination, true);
    return super.add(element);
  }
}
