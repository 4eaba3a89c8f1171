import { checkEqual } from '../check.ts';
import { createFollower, followToEnd } from '../follow-order.ts';
import { createOrder, placeOrder, prove } from '../proof.ts';
import type { Scene } from '../proof.ts';

/** Placed together with the approved order, so that its time limit has passed when the later scene checks it. */
const forgotten = createOrder('order-1009', { items: [{ sku: 'machine', quantity: 1 }] });

export const needsApproval: Scene = {
  title: 'Large orders wait for a person',
  async play(stage) {
    const { narrator } = stage;
    const order = { ...forgotten, id: 'order-1005' };
    for (const each of [order, forgotten]) await placeOrder(stage, each);

    const follow = createFollower(stage, order.id);
    await follow(({ statuses }) => statuses.includes('awaiting-approval'));
    const decision = { approved: true, by: 'Grace' };
    const path = `/api/orders/${order.id}/decision`;
    checkEqual('the answer to a stranger who approves', (await stage.request(path, decision)).status, 401);
    const staff = { authorization: `Bearer ${stage.staffToken}` };
    checkEqual('the answer to staff', (await stage.request(path, decision, staff)).status, 202);
    narrator.line('client', `Grace approves ${order.id}; a stranger got 401`);
    await follow(({ isClosed }) => isClosed);
    const mails = ['Please decide on', 'is on its way'];
    return [await prove(stage, order.id, { ended: 'completed when approved', status: 'complete', charges: 1, mails })];
  },
};

export const noDecision: Scene = {
  title: '… but not forever: no one decided on the other order',
  async play(stage) {
    await followToEnd(stage, forgotten.id);
    const mails = ['Please decide on', 'was stopped'];
    return [
      await prove(stage, forgotten.id, { ended: 'rejected after a time', status: 'rejected', charges: 0, mails }),
    ];
  },
};
