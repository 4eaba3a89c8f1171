/** A plain script, without a test runner: starts an order, and waits until somebody ends it. */
import { tfn } from '@tfn/testing';
import { processOrder } from './orders.ts';

const env = await tfn.testEnv();
const handle = await env.start(processOrder, { id: '1', items: [], patience: 3_600_000 });
// Not through the environment's handle, which would let the time pass.
const result = env.client.getHandle(handle.workflowId).result();
console.log('started');
console.log(await result);
await env.close();
