/** A worker and a client in one process, with a shared connection or one each; prints the time and CPU of an order as JSON. */
import { randomUUID } from 'node:crypto';
import { NativeConnection } from '@temporalio/worker';
import { tfn as clientTfn } from '@tfn/client';
import { tfn } from '@tfn/worker';
import { latencies } from '../harness/load.ts';
import { createOrder } from '../harness/orders.ts';
import { percentile } from '../harness/stats.ts';
import * as functions from './functions.ts';

async function main(isShared: boolean): Promise<void> {
  const address = process.env['TEMPORAL_ADDRESS'] as string;
  const taskQueue = randomUUID();
  const connection = await NativeConnection.connect({ address });
  const worker = tfn.worker({ temporal: { connection }, taskQueue }).registerModule(functions);
  const stopped = worker.start();
  await worker.ready();
  const client = clientTfn.client({ temporal: isShared ? { connection } : { address }, taskQueue });
  const measure = async (workflow: typeof functions.twoSteps | typeof functions.twoLocalSteps): Promise<number[]> => {
    await latencies(10, () => client.invoke(workflow, createOrder()));
    const { user, system } = process.cpuUsage();
    const times = await latencies(30, () => client.invoke(workflow, createOrder()));
    const used = process.cpuUsage({ user, system });
    return [percentile(times, 50), (used.user + used.system) / 1000 / times.length];
  };
  const figures = [...(await measure(functions.twoSteps)), ...(await measure(functions.twoLocalSteps))];
  await client.close();
  await worker.stop();
  await stopped;
  await connection.close();
  console.log(JSON.stringify(figures));
}

void main(process.argv[2] === 'shared');
