import { checkEqual } from '../check.ts';
import { createFollower } from '../follow-order.ts';
import { createOrder, placeOrder, prove } from '../proof.ts';
import type { Scene } from '../proof.ts';

export const needsApproval: Scene = {
  title: 'Large orders wait for a person, but not for ever',
  async play(stage) {
    const { teller } = stage;
    const items = [{ sku: 'machine', quantity: 1 }];
    const [decided, forgotten] = [createOrder('order-1006', { items }), createOrder('order-1007', { items })];
    for (const order of [decided, forgotten]) await placeOrder(stage, order);

    const follow = createFollower(stage, decided.id);
    await follow(({ status }) => status === 'awaiting-approval');
    const decision = { approved: true, by: 'Grace' };
    const path = `/api/orders/${decided.id}/decision`;
    checkEqual('the answer to a stranger who approves', (await stage.request(path, decision)).status, 401);
    const staff = { authorization: `Bearer ${stage.staffToken}` };
    checkEqual('the answer to staff', (await stage.request(path, decision, staff)).status, 202);
    teller.line('client', `Grace approves ${decided.id}; a stranger who tried got 401`);
    await follow(({ isClosed }) => isClosed);

    teller.line('client', `meanwhile nobody decided on ${forgotten.id}:`);
    await createFollower(stage, forgotten.id)(({ isClosed }) => isClosed);
    const mails = ['Please decide on'];
    return [
      await prove(stage, decided.id, {
        ...{ ended: 'completed when approved', status: 'complete' },
        ...{ charges: 1, mails: [...mails, 'is on its way'] },
      }),
      await prove(stage, forgotten.id, {
        ...{ ended: 'rejected after a time', status: 'rejected' },
        ...{ charges: 0, mails: [...mails, 'was stopped'] },
      }),
    ];
  },
};
