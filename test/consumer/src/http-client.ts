import { tfn } from '@tfn/client/http';
import type { PayloadCodec } from '@tfn/client/http';
import { fetchHandler } from '@tfn/triggers-http';
import { cancel, processOrder } from './functions';
import type * as functions from './functions';

declare const payloadCodec: PayloadCodec;

export const client = tfn.client<typeof functions>({
  temporal: {
    address: 'https://temporal.example.com',
    apiKey: async () => 'key',
    fetch,
    signal: AbortSignal.timeout(1),
  },
  taskQueue: 'orders',
  payloadCodec,
});

export async function run() {
  const { orderId } = await client.invoke('processOrder', { id: 'a', amount: 1 });
  const handle = await client.start(processOrder, { id: 'a', amount: 1 });
  await handle.signal(cancel, { reason: 'too late' });
  // @ts-expect-error -- no definition has this name
  await client.invoke('processOrders', { id: 'a', amount: 1 });
  return { orderId };
}

export const handler = fetchHandler(client);
