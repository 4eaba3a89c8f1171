import { check, checkEqual } from '../check.ts';
import { createFollower, followToEnd } from '../follow-order.ts';
import { createOrder, placeOrder, prove } from '../proof.ts';
import type { Scene } from '../proof.ts';

export const failsTwice: Scene = {
  title: 'The payment fails twice: out of order, then no answer',
  async play(stage) {
    const order = createOrder('order-1003', { paymentMethod: 'pm_card_flaky' });
    await placeOrder(stage, order);
    await followToEnd(stage, order.id);
    const calls = await stage.world.paymentCalls(order.id);
    // A slow third answer leads to a fourth request; every request after the charge gets the same answer.
    checkEqual('the number of different answers', new Set(calls.map(({ answer }) => answer)).size, 3);
    stage.narrator.line('payment', `asked ${calls.length} times under one idempotency key, charged once`);
    const proof = {
      ended: `completed at attempt ${calls.length}`,
      status: 'complete',
      charges: 1,
      mails: ['is on its way'],
    };
    return [await prove(stage, order.id, proof)];
  },
};

export const bankDebit: Scene = {
  title: 'A bank debit is paid when a signed webhook says so',
  async play(stage) {
    const { narrator, world } = stage;
    const order = createOrder('order-1006', { paymentMethod: 'pm_sepa_debit' });
    await placeOrder(stage, order);
    const follow = createFollower(stage, order.id);
    await follow(({ statuses }) => statuses.includes('awaiting-payment'));

    const forged = { id: 'evt_forged', type: 'payment_intent.succeeded', data: { object: { id: 'pi_1' } } };
    const signature = { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
    const { status } = await stage.request('/webhooks/stripe', forged, signature);
    checkEqual('the answer to a forged webhook', status, 401);
    narrator.line('shop', 'a webhook with a forged signature: 401, and nothing happens');

    await follow(({ isClosed }) => isClosed);
    const { rows } = await world.database.query('SELECT type FROM payment_events WHERE order_id = $1', [order.id]);
    check(
      rows.some(({ type }) => type === 'payment_intent.succeeded'),
      'the webhook is in the database',
    );
    const proof = { ended: 'completed by a webhook', status: 'complete', charges: 1, mails: ['is on its way'] };
    return [await prove(stage, order.id, proof)];
  },
};
