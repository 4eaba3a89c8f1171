/** Opens and closes environments again and again, and compares what the process holds after the first ones with what it holds in the end. */
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tfn } from '@tfn/testing';
import { processOrder } from './orders.ts';

const FOLDER = existsSync('/proc/self/fd') ? '/proc/self/fd' : '/dev/fd';

const holds = (): string =>
  JSON.stringify({
    descriptors: readdirSync(FOLDER).length,
    resources: process
      .getActiveResourcesInfo()
      .filter((name) => name !== 'Timeout')
      .sort(),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
  });

const round = async (): Promise<void> => {
  const env = await tfn.testEnv();
  await env.start(processOrder, { id: '1', items: [], patience: 3_600_000 });
  await env.close();
};

for (let i = 0; i < 4; i++) await round();
// A worker is kept for a moment.
await sleep(2000);
const before = holds();
for (let i = 0; i < 20; i++) await round();
for (const end = Date.now() + 60_000; holds() !== before && Date.now() < end;) await sleep(50);
console.log(JSON.stringify({ before, after: holds() }));
