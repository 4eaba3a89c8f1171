import { EventEmitter, once } from 'node:events';

/** Holds responses back until they are released, one order at a time. */
export interface HeldAnswers {
  /** Resolves when the responses of an order may be sent, possibly immediately. */
  wait(orderId: string): Promise<void>;
  /** Releases all responses of an order: those held back, and all later ones. */
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
