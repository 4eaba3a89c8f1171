import type { Receipt, Scene } from './scene.ts';

/** A fault, and the proof of its effect on orders. */
export interface Fault {
  /** Its name in the table. */
  readonly fault: string;
  /** Its effect, as the table describes it. */
  readonly effect: string;
  prove(scene: Scene): Promise<Outcome>;
}

/** The result of a proof. */
export interface Outcome {
  readonly sent: number;
  /** The number and kind of replies. */
  readonly cameBack: string;
  readonly lost: number;
  readonly chargedTwice: number;
}

/** Compares the receipts of orders with the provider's ledger. */
export function settle(scene: Scene, orders: readonly string[], receipts: readonly Receipt[]): Outcome {
  const chargeOf = new Map(receipts.map(({ order, charge }) => [order, charge]));
  const back = orders.filter((order) => {
    const charge = chargeOf.get(order);
    return charge !== undefined && scene.provider.chargesOf(order).includes(charge);
  });
  return {
    sent: orders.length,
    cameBack: `${back.length} receipts`,
    lost: orders.length - back.length,
    chargedTwice: countChargedTwice(scene, orders),
  };
}

export function countChargedTwice(scene: Scene, orders: readonly string[]): number {
  return orders.filter((order) => scene.provider.chargesOf(order).length > 1).length;
}
