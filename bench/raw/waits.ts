import { proxyActivities, sleep } from '@temporalio/workflow';

const { arrive } = proxyActivities<{ arrive(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

export async function waits(): Promise<void> {
  await arrive();
  await sleep('1 hour');
}
