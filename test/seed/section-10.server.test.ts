// The document's section 10, as printed, plus `chargePayment` and `order`, which it uses without defining them.
// functions/orders.test.ts
import { tfn } from 'temporal-functions/testing';
import { chargePayment, processOrder } from './samples/section-10-orders.ts';

const order = { id: '123', items: [{ sku: 'ABC', qty: 1 }] };

describe('processOrder', () => {
  it('should process a valid order', async () => {
    // Create test environment
    const env = await tfn.testEnv();

    // Mock activities if needed
    env.mock(chargePayment, async (_order) => ({
      chargeId: 'test-charge',
    }));

    // Execute workflow
    const result = await env.execute(processOrder, {
      id: '123',
      items: [{ sku: 'ABC', qty: 1 }],
    });

    expect(result.status).toBe('complete');
    expect(result.orderId).toBe('123');
  });

  it('should handle cancellation', async () => {
    const env = await tfn.testEnv();

    // Start workflow
    const handle = await env.start(processOrder, order);

    // Send signal
    await handle.signal('cancel', { reason: 'test' });

    // Wait for result
    const result = await handle.result();
    expect(result.status).toBe('cancelled');
  });
});
