import { EventEmitter, once } from 'node:events';

/** Answers that are held back until somebody lets them go: those of an order at a time. */
export interface HeldAnswers {
  /** Resolves when the answers of an order may go, which may be at once. */
  wait(orderId: string): Promise<void>;
  /** Lets those of an order go that are held back, and those that are still to come. */
  release(orderId: string): void;
}

export function createHeldAnswers(): HeldAnswers {
  const released = new Set<string>();
  const releases = new EventEmitter().setMaxListeners(0);
  return {
    async wait(orderId) {
      while (!released.has(orderId)) await once(releases, 'release');
    },
    release(orderId) {
      released.add(orderId);
      releases.emit('release');
    },
  };
}
