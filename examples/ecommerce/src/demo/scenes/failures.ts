import { processOrder } from '@shop/functions';
import { isTfnError } from '@tfn/core';
import { check, checkEqual } from '../check.ts';
import { createFollower, followToEnd } from '../follow-order.ts';
import { createOrder, placeOrder, prove } from '../proof.ts';
import type { Scene } from '../proof.ts';
import type { Stage } from '../stage.ts';

export const cannotBeShipped: Scene = {
  title: 'The carrier refuses a paid parcel: everything is undone',
  async play(stage) {
    const before = await stockOf(stage, 'grinder');
    const address = { street: 'Nowhere 1', postcode: '00000', city: 'Nowhere' };
    const order = createOrder('order-1007', { address });
    await placeOrder(stage, order);
    await followToEnd(stage, order.id);
    const failure = await stage.client
      .getHandle(processOrder, order.id)
      .result()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    check(isTfnError(failure) && failure.code === 'TFN_WORKFLOW_FAILED', 'the workflow failed');
    checkEqual('the stock after the order', await stockOf(stage, 'grinder'), before);
    stage.narrator.line('shop', `has its ${before} grinders again`);
    const proof = { ended: 'undone, refunded', status: 'failed', charges: 1, refunds: 1, mails: ['was stopped'] };
    return [await prove(stage, order.id, proof)];
  },
};

export const workerDies: Scene = {
  title: 'The worker dies while the card is being charged',
  async play(stage) {
    const { narrator, world } = stage;
    const order = createOrder('order-1008', { paymentMethod: 'pm_card_held' });
    await placeOrder(stage, order);
    const handle = stage.client.getHandle(processOrder, order.id);
    const follow = createFollower(stage, order.id);
    await follow(({ calls }) => calls.length > 0);
    const { pid } = stage.worker;
    await stage.worker.kill();
    const asked = (await world.paymentCalls(order.id)).length;
    // The worker that asked is dead.
    await world.releasePayment(order.id);
    narrator.line('worker', `kill -9 ${pid}: the card is charged, the answer is lost`);
    const { status } = await handle.describe();
    checkEqual('the status of an order whose worker is dead', status, 'running');
    narrator.line('temporal', `says that ${order.id} is ${status}`);
    const { pid: newPid } = await stage.startWorker();
    check(newPid !== pid, 'a new worker runs');
    await follow(({ isClosed }) => isClosed);
    check((await world.paymentCalls(order.id)).length > asked, 'the new worker asked again');
    const proof = { ended: 'completed after kill -9', status: 'complete', charges: 1, mails: ['is on its way'] };
    return [await prove(stage, order.id, proof)];
  },
};

// --- internal ---

async function stockOf({ world }: Stage, sku: string): Promise<number> {
  const { rows } = await world.database.query<{ stock: number }>('SELECT stock FROM products WHERE sku = $1', [sku]);
  return rows[0]?.stock ?? 0;
}
