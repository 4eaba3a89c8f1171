import { tfn } from '@tfn/client';
import { addItem, basket, bill, cancel, charge, nightly, processOrder, status } from './functions';
import type * as functions from './functions';

export const client = tfn.client({ temporal: { address: 'localhost:7233' }, taskQueue: 'orders' });
export const byName = tfn.client<typeof functions>();

export const start = async (id: string) => client.start(processOrder, { id, amount: 1 }, { workflowId: id });

export async function talk() {
  const handle = client.getHandle(processOrder, 'order-1');
  await handle.signal(cancel, { reason: 'too late' });
  const state: string = await handle.query(status);
  const items: number = await handle.update(addItem, { sku: 'chair' });
  const { paymentId } = await handle.result();
  // @ts-expect-error -- a type that an old compiler failed to load would be any, and allow this
  await handle.signal(cancel, { reason: 1 });
  return { state, items, paymentId };
}

export async function invokeAll() {
  const byDefinition = await client.invoke(processOrder, { id: 'a', amount: 1 });
  const named = await byName.invoke('processOrder', { id: 'a', amount: 1 });
  const paid = await client.invoke(charge, { id: 'a', amount: 1 });
  const pong = await client.invoke(nightly);
  const { total } = await client.invoke(basket, { lines: [] });
  const { text } = await client.invoke(bill, 'a');
  // @ts-expect-error -- the result of the output schema
  void text.missing;
  // @ts-expect-error -- the result of the function that the workflow returns
  void total.missing;
  // @ts-expect-error -- no definition has this name
  await byName.invoke('processOrders', { id: 'a', amount: 1 });
  return { byDefinition, named, paid, pong, total, text };
}

export const listed = async () => {
  for await (const { workflowId } of client.list()) return workflowId;
  return undefined;
};
