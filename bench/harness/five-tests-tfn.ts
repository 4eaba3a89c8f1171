/** The same five tests with `@tfn/testing`. Prints the milliseconds since the start of Node, of each test, and of a 30-day sleep afterwards. */
import { closeAll, tfn } from '@tfn/testing';
import type { EngineName, TestEnv } from '@tfn/testing';
import { done, one, parent, sleeps, two, waits } from '../tfn/test-functions.ts';

const engine = process.argv[2] as EngineName;
const sleepFor = engine === 'server' ? 10 : 86_400_000;

const each: number[] = [];

async function test(run: (env: TestEnv) => Promise<unknown>): Promise<void> {
  const begin = performance.now();
  const env = await tfn.testEnv({ engine });
  await run(env);
  await env.close();
  each.push(performance.now() - begin);
}

async function main(): Promise<void> {
  await test((env) => env.execute(one));
  await test((env) => env.execute(two));
  await test((env) => env.execute(sleeps, sleepFor));
  await test(async (env) => {
    const handle = await env.start(waits);
    await handle.signal(done);
    await handle.result();
  });
  await test((env) => env.execute(parent));
  const milliseconds = performance.now() - performance.nodeTiming.bootstrapComplete;
  const tests = each.slice();
  const rounds: number[] = [];
  if (engine !== 'server')
    for (let round = 0; round < 11; round += 1)
      await test(async (env) => {
        const before = performance.now();
        await env.execute(sleeps, 30 * 86_400_000);
        rounds.push(performance.now() - before);
      });
  await closeAll();
  console.log(JSON.stringify({ milliseconds, tests, month: rounds.sort((a, b) => a - b)[5] }));
}

void main();
