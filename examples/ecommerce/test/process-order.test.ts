import {
  cancelOrder,
  decideOrder,
  orderState,
  processOrder,
  processPayment,
  refundPayment,
  sendEmail,
  settlePayment,
  shipOrder,
} from '@shop/functions';
import { NonRetryableError } from '@tfn/core';
import { fail, give } from '@tfn/testing';
import { openMockedShop } from './fixtures/mocked-shop.ts';
import { createOrder } from './fixtures/orders.ts';

const LARGE = 100_000;
class Undeliverable extends NonRetryableError {
  override name = 'Undeliverable';
}

class CardDeclined extends NonRetryableError {
  override name = 'CardDeclined';
}

describe('an order', () => {
  test('is packed for an hour, shipped, and confirmed by mail', async () => {
    const { env, statuses, mails, undone } = await openMockedShop();
    const order = createOrder();
    const result = await env.execute(processOrder, order);
    expect(result).toMatchObject({ orderId: order.id, status: 'complete', paymentId: 'pi_1', tracking: 'P1' });
    expect(statuses()).toEqual(['received', 'charging', 'packing', 'shipping', 'complete']);
    expect(mails()).toEqual(['confirmation']);
    expect(undone()).toEqual([]);
  });

  test('is complete although its mail cannot be sent', async () => {
    const { env } = await openMockedShop();
    env.mock(sendEmail, fail('the mail server is down'));
    await expect(env.execute(processOrder, createOrder())).resolves.toMatchObject({ status: 'complete' });
  });

  test('is charged although the provider is out of order for hours: the payment is retried until there is an answer', async () => {
    const { env } = await openMockedShop();
    const paid = { paymentId: 'pi_3', status: 'succeeded' as const };
    env.mock(processPayment, [...Array.from({ length: 200 }, () => fail('503')), give(paid)]);
    await expect(env.execute(processOrder, createOrder())).resolves.toMatchObject({ paymentId: 'pi_3' });
    expect(env.calls(processPayment)).toHaveLength(201);
  });

  test('that is cancelled while it is packed is refunded, then released', async () => {
    const { env, statuses, mails, undone } = await openMockedShop();
    const handle = await env.start(processOrder, createOrder());
    await env.sleep('59 minutes');
    await expect(handle.query(orderState)).resolves.toMatchObject({ status: 'packing' });
    await handle.signal(cancelOrder, { reason: 'found it cheaper' });
    expect(await handle.result()).toMatchObject({ status: 'cancelled', reason: 'found it cheaper', refundId: 're_1' });
    expect(undone()).toEqual(['refundPayment', 'releaseInventory']);
    expect(statuses().at(-1)).toBe('cancelled');
    expect(mails()).toEqual(['stopped']);
  });

  test('that is cancelled immediately is not charged', async () => {
    const { env, undone } = await openMockedShop();
    const handle = await env.start(processOrder, createOrder());
    await handle.signal(cancelOrder, { reason: 'ordered twice' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'cancelled' });
    expect(env.calls(processPayment)).toEqual([]);
    expect(undone()).toEqual(['releaseInventory']);
  });

  test('whose parcel the carrier refuses is undone, and fails with the carrier’s message', async () => {
    const { env, statuses, undone, mails } = await openMockedShop();
    env.mock(shipOrder, fail(new Undeliverable('We do not go there.')));
    await expect(env.execute(processOrder, createOrder())).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_FAILED',
      details: { rootCause: { type: 'Undeliverable' } },
    });
    expect(undone()).toEqual(['refundPayment', 'releaseInventory']);
    expect(statuses().at(-1)).toBe('failed');
    expect(env.calls(sendEmail)[0]?.input.data).toMatchObject({ reason: 'We do not go there', refundId: 're_1' });
    expect(mails()).toEqual(['stopped']);
  });

  test('whose card is declined is not retried, and releases its items', async () => {
    const { env, undone } = await openMockedShop();
    env.mock(processPayment, fail(new CardDeclined('No.')));
    await expect(env.execute(processOrder, createOrder())).rejects.toMatchObject({
      details: { rootCause: { type: 'CardDeclined' } },
    });
    expect(env.calls(processPayment)).toHaveLength(1);
    expect(undone()).toEqual(['releaseInventory']);
  });

  test('whose refund is refused still releases its items, fails, and sends the customer no mail', async () => {
    const { env, statuses, undone, mails } = await openMockedShop();
    env.mock(shipOrder, fail(new Undeliverable('We do not go there.')));
    env.mock(refundPayment, fail(new NonRetryableError('It was refunded by hand.')));
    await expect(env.execute(processOrder, createOrder())).rejects.toThrow('It was refunded by hand.');
    expect(undone()).toEqual(['releaseInventory']);
    expect(statuses().at(-1)).toBe('failed');
    expect(mails()).toEqual([]);
  });

  test('whose workflow is cancelled through Temporal is also undone', async () => {
    const { env, statuses, undone } = await openMockedShop();
    const handle = await env.start(processOrder, createOrder());
    await env.sleep('1 minute');
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_CANCELLED' });
    expect(undone()).toEqual(['refundPayment', 'releaseInventory']);
    expect(statuses().at(-1)).toBe('cancelled');
  });
});

describe('a large order', () => {
  test('continues when someone approves it', async () => {
    const { env, statuses, mails } = await openMockedShop(LARGE);
    const handle = await env.start(processOrder, createOrder());
    await env.sleep('47 hours');
    await handle.signal(decideOrder, { approved: true, by: 'Grace' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'complete' });
    expect(statuses()[1]).toBe('awaiting-approval');
    expect(mails()).toEqual(['approval', 'confirmation']);
  });

  test.each([
    ['when someone rejects it', { approved: false, by: 'Grace' }, 'Grace did not approve it'],
    ['when no one decides for two days', undefined, 'no one approved it within 2 days'],
  ])('is rejected %s', async (_, decision, reason) => {
    const { env, undone } = await openMockedShop(LARGE);
    const handle = await env.start(processOrder, createOrder());
    if (decision) await handle.signal(decideOrder, decision);
    await expect(handle.result()).resolves.toMatchObject({ status: 'rejected', reason });
    expect(env.calls(processPayment)).toEqual([]);
    expect(undone()).toEqual(['releaseInventory']);
  });

  test('can be cancelled while it waits', async () => {
    const { env } = await openMockedShop(LARGE);
    const handle = await env.start(processOrder, createOrder());
    await env.sleep('1 hour');
    await handle.signal(cancelOrder, { reason: 'too slow' });
    await expect(handle.result()).resolves.toMatchObject({ status: 'cancelled', reason: 'too slow' });
  });
});

describe('an order that is paid by bank debit', () => {
  const open = async () => {
    const shop = await openMockedShop();
    shop.env.mock(processPayment, async () => ({ paymentId: 'pi_2', status: 'processing' as const }));
    return { ...shop, handle: await shop.env.start(processOrder, createOrder()) };
  };

  test('is packed when the bank has paid', async () => {
    const { env, handle, statuses } = await open();
    await env.sleep('3 days');
    await expect(handle.query(orderState)).resolves.toMatchObject({ status: 'awaiting-payment' });
    await handle.signal(settlePayment, { succeeded: true });
    await expect(handle.result()).resolves.toMatchObject({ status: 'complete' });
    expect(statuses()).toEqual(['received', 'charging', 'awaiting-payment', 'packing', 'shipping', 'complete']);
  });

  test.each([
    ['when the bank does not pay', { succeeded: false }],
    ['when the bank sends nothing for a week', undefined],
  ])('ends %s, and its payment is cancelled', async (_, outcome) => {
    const { handle, undone } = await open();
    if (outcome) await handle.signal(settlePayment, outcome);
    await expect(handle.result()).resolves.toMatchObject({ status: 'unpaid' });
    expect(undone()).toEqual(['refundPayment', 'releaseInventory']);
  });
});
