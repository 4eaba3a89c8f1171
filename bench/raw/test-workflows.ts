import { condition, defineSignal, executeChild, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

const { greet } = proxyActivities<{ greet(name: string): Promise<string> }>({ startToCloseTimeout: '1 minute' });

export const done = defineSignal('done');

export async function one(): Promise<string> {
  return greet('one');
}

export async function two(): Promise<string> {
  return `${await greet('one')} ${await greet('two')}`;
}

export async function sleeps(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}

export async function waits(): Promise<void> {
  let isDone = false;
  setHandler(done, () => {
    isDone = true;
  });
  await condition(() => isDone);
}

export async function parent(): Promise<string> {
  return executeChild(one);
}
