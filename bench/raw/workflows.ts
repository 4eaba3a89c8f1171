import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';

type Result = { orderId: string; chargeId: string };

const regular = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

export async function twoSteps(order: activities.Order): Promise<Result> {
  const priced = await regular.price(order);
  return regular.charge(priced);
}

export async function twoLocalSteps(order: activities.Order): Promise<Result> {
  const priced = await local.price(order);
  return local.charge(priced);
}
