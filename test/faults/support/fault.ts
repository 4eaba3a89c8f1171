import type { Receipt, Scene } from './scene.ts';

/** A fault, and the proof of what it does to orders. */
export interface Fault {
  /** As the table calls it. */
  readonly fault: string;
  /** What happens then, in the table's words. */
  readonly effect: string;
  prove(scene: Scene): Promise<Outcome>;
}

/** What a proof found. */
export interface Outcome {
  readonly sent: number;
  /** How many came back, and what with. */
  readonly cameBack: string;
  readonly lost: number;
  readonly chargedTwice: number;
}

/** Holds the receipts of orders against the provider's ledger. */
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
