import { isTfnError } from '@tfn/core';
import { processOrder } from '@shop/functions';
import { check, checkEqual } from '../check.ts';
import { createFollower } from '../follow-order.ts';
import { TOTAL, createOrder, placeOrder, prove } from '../proof.ts';
import type { Scene } from '../proof.ts';

export const goesThrough: Scene = {
  title: 'An order goes through',
  async play(stage) {
    const order = createOrder('order-1001');
    await placeOrder(stage, order);
    const follow = createFollower(stage, order.id);
    await follow(({ statuses }) => statuses.length > 0);
    const { body } = await stage.request('/api/orders', order);
    const { runId } = await stage.client.getHandle(processOrder, order.id).describe();
    checkEqual('the run that ordering twice under one id gives', body['runId'], runId);
    stage.narrator.line('client', 'sends the same order again by mistake: gets the same run');
    await follow(({ isClosed }) => isClosed);
    const { body: state } = await stage.request(`/api/orders/${order.id}`);
    checkEqual('the total', state['total'], TOTAL);
    stage.narrator.line('client', `GET /api/orders/${order.id}: parcel ${String(state['tracking'])}`);
    const proof = { ended: 'completed', status: 'complete', charges: 1, mails: ['is on its way'] };
    return [await prove(stage, order.id, proof)];
  },
};

export const isCancelled: Scene = {
  title: 'A customer cancels while the card is charged, and gets the money back',
  async play(stage) {
    const { narrator, world } = stage;
    const order = createOrder('order-1002', { paymentMethod: 'pm_card_held' });
    await placeOrder(stage, order);
    const follow = createFollower(stage, order.id);
    await follow(({ calls }) => calls.length > 0);
    const { body } = await stage.request(`/api/orders/${order.id}`);
    checkEqual('the status of an order whose payment is not answered', body['status'], 'charging');
    narrator.line('client', `sees 'charging' and cancels: POST …/cancel`);
    const { status } = await stage.request(`/api/orders/${order.id}/cancel`, { reason: 'found it cheaper' });
    checkEqual('the answer to the cancellation', status, 202);
    await world.releasePayment(order.id);
    await follow(({ isClosed }) => isClosed);
    const result = await stage.client.getHandle(processOrder, order.id).result();
    checkEqual('the reason that the workflow gives', result.reason, 'found it cheaper');
    const proof = { ended: 'cancelled, refunded', status: 'cancelled', charges: 1, refunds: 1, mails: ['was stopped'] };
    return [await prove(stage, order.id, proof)];
  },
};

export const isInvalid: Scene = {
  title: 'An invalid order starts nothing',
  async play(stage) {
    const { client, narrator } = stage;
    const order = { ...createOrder('order-1004'), customer: 'invalid', items: [] };
    const { status, body } = await stage.request('/api/orders', order);
    check(status === 400 && body['code'] === 'input-invalid', 'the shop refuses an order without items');
    const issues = body['issues'] as { path: string; message: string }[];
    narrator.line('shop', `400: ${issues.map(({ path, message }) => `${path} ${message}`).join('; ')}`);
    const found = await client
      .getHandle(order.id)
      .describe()
      .then(
        () => true,
        (error: unknown) => !(isTfnError(error) && error.code === 'TFN_WORKFLOW_NOT_FOUND'),
      );
    check(!found, 'Temporal has no such workflow');
    narrator.line('temporal', `has no workflow '${order.id}'`);
    return [await prove(stage, order.id, { ended: 'refused by its schema', status: undefined, charges: 0, mails: [] })];
  },
};
