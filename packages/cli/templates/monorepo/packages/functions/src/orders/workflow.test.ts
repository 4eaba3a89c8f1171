import { tfn } from '@tfn/testing';
import { chargePayment } from './payment';
import { processOrder } from './workflow';

const order = { id: '1', customer: { email: 'ada@example.com' }, items: [{ sku: 'tea', quantity: 2, price: 5 }] };

describe('processOrder', () => {
  it('charges and completes', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      env.mock(chargePayment, async () => ({ chargeId: 'test-charge', amount: 10 }));
      const result = await env.execute(processOrder, order);
      expect(result).toMatchObject({ orderId: '1', status: 'complete', chargeId: 'test-charge' });
    } finally {
      await env.close();
    }
  });

  it('rejects an order without items', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      expect(await env.execute(processOrder, { ...order, items: [] })).toMatchObject({ status: 'rejected' });
    } finally {
      await env.close();
    }
  });
});
