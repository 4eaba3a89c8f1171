import {
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';

type Result = { orderId: string; chargeId: string };
type Total = { orderId: string; total: number };

const regular = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
const go = defineSignal('go');

export async function twoSteps(order: activities.Order): Promise<Result> {
  const priced = await regular.price(order);
  return regular.charge(priced);
}

export async function tenSteps(order: activities.Order): Promise<Result> {
  let priced = order;
  for (let step = 0; step < 9; step += 1) priced = await regular.price(priced);
  return regular.charge(priced);
}

export async function tenParallel(order: activities.Order): Promise<Total> {
  const priced = await Promise.all(Array.from({ length: 10 }, () => regular.price(order)));
  return { orderId: order.id, total: priced.reduce((sum, { total }) => sum + total, 0) };
}

export async function sleepSignal(order: activities.Order): Promise<{ orderId: string }> {
  let isGone = false;
  setHandler(go, () => {
    isGone = true;
  });
  await sleep(10);
  await condition(() => isGone);
  return { orderId: order.id };
}

export async function twoLocalSteps(order: activities.Order): Promise<Result> {
  const priced = await local.price(order);
  return local.charge(priced);
}

export async function tenLocalSteps(order: activities.Order): Promise<Result> {
  let priced = order;
  for (let step = 0; step < 9; step += 1) priced = await local.price(priced);
  return local.charge(priced);
}

export async function tenLocalParallel(order: activities.Order): Promise<Total> {
  const priced = await Promise.all(Array.from({ length: 10 }, () => local.price(order)));
  return { orderId: order.id, total: priced.reduce((sum, { total }) => sum + total, 0) };
}

export async function waitsForGo(order: activities.Order): Promise<Result> {
  let isGone = false;
  setHandler(go, () => {
    isGone = true;
  });
  const priced = await regular.price(order);
  await condition(() => isGone);
  return regular.charge(priced);
}
