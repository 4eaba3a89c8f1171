import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { tfn as http } from '@tfn/client/http';
import type { HttpClient, PayloadCodec } from '@tfn/client/http';
import type { Client, WorkflowHandle } from '@tfn/core';
import type { PayloadCodec as SdkPayloadCodec } from '@temporalio/common';
import { expectTypeOf } from 'expect-type';
import {
  addItem,
  add,
  basket,
  charge,
  checkedOrder,
  closeBasket,
  count,
  processOrder,
  sleeper,
} from '../fixtures/functions.ts';

interface Done {
  orderId: string;
  chargeId: string;
}
const order = { id: '1', amount: 5 };

export async function check(): Promise<void> {
  // By definition.
  const client = tfn.client({ temporal: { address: 'localhost:7233', connectTimeout: '5s' }, taskQueue: 'orders' });
  expectTypeOf(client).toEqualTypeOf<TfnClient>();
  expectTypeOf(client).toExtend<Client>();
  expectTypeOf(await client.invoke(processOrder, order)).toEqualTypeOf<Done>();
  expectTypeOf(await client.invoke(processOrder, order, { timeout: '1m', workflowId: 'x' })).toEqualTypeOf<Done>();
  expectTypeOf(await client.invoke(charge, order)).toEqualTypeOf<{ chargeId: string }>();
  expectTypeOf(await client.invoke(sleeper)).toEqualTypeOf<void>();
  expectTypeOf(await client.start(processOrder, order)).toEqualTypeOf<WorkflowHandle<Done>>();
  expectTypeOf(await (await client.start(processOrder, order)).result()).toEqualTypeOf<Done>();
  expectTypeOf(client.getHandle(processOrder, 'x')).toEqualTypeOf<WorkflowHandle<Done>>();
  expectTypeOf(client.getHandle('x')).toEqualTypeOf<WorkflowHandle<unknown>>();
  // @ts-expect-error -- the input is missing
  await client.invoke(processOrder);
  // @ts-expect-error -- the input has another type
  await client.invoke(processOrder, { id: 1, amount: 5 });
  // @ts-expect-error -- a field of the input is missing
  await client.start(processOrder, { id: '1' });
  // @ts-expect-error -- this workflow takes no input
  await client.invoke(sleeper, order);
  // @ts-expect-error -- the result has no such field
  void (await client.invoke(processOrder, order)).total;
  // @ts-expect-error -- no such option
  await client.start(processOrder, order, { workflowid: 'x' });
  // @ts-expect-error -- no such way to treat a duplicate
  await client.start(processOrder, order, { onDuplicate: 'ignore' });
  // @ts-expect-error -- a signal is not started
  await client.invoke(add, { sku: 'chair' });

  // Callers pass the schema's input type.
  await client.invoke(checkedOrder, { id: '1', amount: '5' });
  // @ts-expect-error -- the schema wants an id
  await client.invoke(checkedOrder, { amount: 5 });

  // By name, with the types of a module that is never loaded.
  const typed = tfn.client<typeof import('../fixtures/functions.ts')>();
  expectTypeOf(await typed.invoke('processOrder', order)).toEqualTypeOf<Done>();
  expectTypeOf(await typed.start('processOrder', order)).toEqualTypeOf<WorkflowHandle<Done>>();
  expectTypeOf(await typed.invoke('sleeper')).toEqualTypeOf<void>();
  expectTypeOf(await typed.invoke(processOrder, order)).toEqualTypeOf<Done>();
  // @ts-expect-error -- no workflow has this name
  await typed.invoke('processOrders', order);
  // @ts-expect-error -- the name is a function's: functions are invoked by their definition
  await typed.invoke('charge', order);
  // @ts-expect-error -- the input is missing
  await typed.invoke('processOrder');
  // @ts-expect-error -- the input has another type
  await typed.start('processOrder', { id: 1 });
  // @ts-expect-error -- the result has no such field
  void (await typed.invoke('processOrder', order)).total;

  // Without a module any name is allowed, with unknown types.
  expectTypeOf(await client.invoke('anything', { goes: true })).toEqualTypeOf<unknown>();

  // Signals, queries and updates.
  const handle = client.getHandle(basket, 'x');
  await handle.signal(add, { sku: 'chair' });
  await handle.signal(closeBasket);
  await handle.signal('anything', { goes: true });
  await client.signal('x', add, { sku: 'chair' });
  expectTypeOf(await handle.query(count)).toEqualTypeOf<number>();
  expectTypeOf(await client.query('x', count, 'chair')).toEqualTypeOf<number>();
  expectTypeOf(await client.query('x', 'anything')).toEqualTypeOf<unknown>();
  expectTypeOf(await handle.update(addItem, { sku: 'chair' })).toEqualTypeOf<number>();
  expectTypeOf(await client.update('x', addItem, { sku: 'chair' })).toEqualTypeOf<number>();
  // @ts-expect-error -- the payload is missing
  await handle.signal(add);
  // @ts-expect-error -- the payload has another type
  await handle.signal(add, { sku: 1 });
  // @ts-expect-error -- the payload has another type
  await client.signal('x', add, 'chair');
  // @ts-expect-error -- this signal has no payload
  await client.signal('x', closeBasket, 'now');
  // @ts-expect-error -- a query is not a signal
  await handle.signal(count, 'chair');
  // @ts-expect-error -- the input has another type
  await handle.query(count, 1);
  // @ts-expect-error -- the input is missing
  await client.update('x', addItem);

  // A signal with a start.
  await client.signalWithStart(basket, { workflowId: 'x', signal: add, payload: { sku: 'chair' } });
  await client.signalWithStart(basket, { workflowId: 'x', signal: closeBasket });
  await client.signalWithStart(processOrder, { workflowId: 'x', signal: 'add', payload: 1, input: order });
  await typed.signalWithStart('processOrder', {
    workflowId: 'x',
    signal: add,
    payload: { sku: 'chair' },
    input: order,
  });
  // @ts-expect-error -- the payload is missing
  await client.signalWithStart(basket, { workflowId: 'x', signal: add });
  // @ts-expect-error -- the payload has another type
  await client.signalWithStart(basket, { workflowId: 'x', signal: add, payload: { sku: 1 } });
  // @ts-expect-error -- the input is missing
  await client.signalWithStart(processOrder, { workflowId: 'x', signal: closeBasket });
  // @ts-expect-error -- the id of the target is missing
  await client.signalWithStart(basket, { signal: closeBasket });
}

/** Every API that accepts a client accepts the one over HTTP. */
export function checkHttp(codec: SdkPayloadCodec): void {
  const client = http.client({ temporal: { address: 'localhost:7243', connectTimeout: '5s' }, payloadCodec: codec });
  expectTypeOf(client).toEqualTypeOf<HttpClient>();
  expectTypeOf(client).toExtend<Client>();
  expectTypeOf<PayloadCodec>().toExtend<SdkPayloadCodec>();
  const typed = http.client<typeof import('../fixtures/functions.ts')>();
  expectTypeOf(typed.invoke<'processOrder'>)
    .parameter(0)
    .toEqualTypeOf<'processOrder'>();
  // @ts-expect-error -- a client over HTTP has no client of the SDK beneath it
  void client.temporal;
  // @ts-expect-error -- nor its connection
  http.client({ temporal: { connection: {} } });
}
