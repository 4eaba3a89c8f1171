/**
 * Calls a function whenever a workflow is quiet: its code has run as far as it can with what has happened, so all its races are decided.
 * The SDK runs the code in turns. Within a turn it evaluates the open conditions, in passes until one meets none; the code runs on when the
 * turn has ended, and the next turn begins when the code has nothing to run. A turn in which no condition is met is the last.
 */
import { activator, interceptActivations } from './activator.ts';
import type { BlockedCondition } from './activator.ts';

/** `act` returns whether the code may now have something to run: then it is called again when the workflow is next quiet. */
export function whenQuiet(act: () => boolean): void {
  const run = activator();
  let isActivating = true;
  // What remains of this turn belongs to it; this runs when it has ended.
  void Promise.resolve().then(() => {
    isActivating = false;
  });
  interceptActivations({
    activate(input, next) {
      isActivating = true;
      try {
        next(input);
      } finally {
        isActivating = false;
      }
    },
  });
  run.blockedConditions = new QuietConditions(run.blockedConditions, () => !isActivating && act());
}

// --- internal ---

/** The SDK asks for the entries once per pass, and deletes a condition that is met. */
class QuietConditions extends Map<number, BlockedCondition> {
  readonly #act: () => boolean;
  #isPass = false;
  /** In the last pass, or in the one that runs. */
  #wasMet = false;
  /** In this turn. */
  #isQuiet = true;

  constructor(conditions: Map<number, BlockedCondition>, act: () => boolean) {
    super();
    this.#act = act;
    for (const [seq, condition] of conditions) super.set(seq, condition);
  }

  override delete(seq: number): boolean {
    this.#wasMet ||= this.#isPass;
    return super.delete(seq);
  }

  override *entries(): MapIterator<[number, BlockedCondition]> {
    if (!this.#wasMet) this.#isQuiet = true;
    this.#wasMet = false;
    this.#isPass = true;
    try {
      yield* super.entries();
      if (this.#wasMet) this.#isQuiet = false;
      else if (this.#isQuiet && this.#act()) {
        this.#isQuiet = false;
        // Counts as a condition that is met, so that there is another pass.
        yield [-1, { fn: () => true, resolve: () => undefined }];
      }
    } finally {
      this.#isPass = false;
    }
  }
}
