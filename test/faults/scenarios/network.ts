import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { startProxy } from '../support/proxy.ts';
import type { ProxyOptions } from '../support/proxy.ts';
import { forEach } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';

const CUTS = 30;

export const network: readonly Fault[] = [
  {
    fault: 'Temporal answers each request half a second late',
    effect: 'Orders take longer, and a worker gets fewer tasks, because each poll takes longer',
    prove: (scene) => sell(scene, 200, { delay: 250 }),
  },
  {
    fault: `The network cuts ${CUTS} connections to Temporal`,
    effect: 'Client and worker retry the requests that were cut off',
    prove: (scene) => sell(scene, 200, { cutAfter: 40, cuts: CUTS }),
  },
];

// --- internal ---

/** Sells over a bad network. */
async function sell(scene: Scene, count: number, options: ProxyOptions) {
  const proxy = await startProxy(scene.server.address, options);
  try {
    const processes = await Promise.all([scene.startWorker({}, proxy.address), scene.startApi(proxy.address)]);
    const orders = scene.orders(count);
    const receipts = await forEach(orders, 50, (order) => scene.buy(order));
    // Responses arrive in a varying number of pieces: send more orders, which do not count, until all cuts have happened.
    while (proxy.cuts < (options.cuts ?? 0)) await forEach(scene.orders(10), 10, (order) => scene.buy(order));
    expect(processes.map((one) => one.ended())).toEqual([false, false]);
    return settle(scene, orders, receipts);
  } finally {
    await proxy.close();
  }
}
