import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGateway } from '../src/shop/payment-gateway.ts';

const directory = mkdtempSync(join(tmpdir(), 'tfn-gateway-'));
const request = { orderId: 'order-1', amount: 995, card: 'tok_visa' };

afterAll(() => rmSync(directory, { recursive: true }));

describe('the payment gateway', () => {
  test('gives the first answer to every call with the same key', async () => {
    const [first, second] = [openGateway(directory), openGateway(directory)];
    const charges = await Promise.all(
      [first, second, first].map((gateway) => gateway.charge({ ...request, key: 'a' })),
    );
    expect(new Set(charges.map(({ id }) => id)).size).toBe(1);
    expect(first.bookings()).toHaveLength(1);
    expect(second.calls().map(({ answer }) => answer)).toEqual(['charged', 'already charged', 'already charged']);
  });

  test('charges twice for two keys, and refunds each once', async () => {
    const gateway = openGateway(directory);
    const { id: chargeId } = await gateway.charge({ ...request, key: 'b' });
    const refund = await gateway.refund({ chargeId, key: 'c' });
    await expect(gateway.refund({ chargeId, key: 'c' })).resolves.toEqual(refund);
    expect(refund).toMatchObject({ kind: 'refund', amount: 995 });
  });

  test('keeps what is in its books when the caller no longer waits', async () => {
    const gateway = openGateway(directory);
    const slow = { ...request, card: 'tok_slow', key: 'd' };
    await expect(gateway.charge(slow, AbortSignal.abort())).rejects.toThrow('aborted');
    await expect(gateway.charge(slow)).resolves.toMatchObject({ key: 'd' });
    expect(gateway.bookings().filter(({ key }) => key === 'd')).toHaveLength(1);
  });
});
