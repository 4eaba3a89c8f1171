import type { Fault, Outcome } from '../support/fault.ts';
import { countChargedTwice, settle } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';
import type { Receipt, Scene } from '../support/scene.ts';

export const functions: readonly Fault[] = [
  {
    fault: 'A function never ends, and ignores cancellation',
    effect: 'Its `timeout` ends the attempt, and Temporal retries it',
    prove: (scene) => runAll(scene, 'hangingOrder', { silent: false }),
  },
  {
    fault: 'A function charges, records that in a heartbeat, and goes silent',
    effect: 'Its `heartbeatTimeout` ends the attempt; the next one resumes from the heartbeat',
    prove: (scene) => runAll(scene, 'hangingOrder', { silent: true }),
  },
  {
    fault: 'A function leaks until Node ends the worker for lack of memory',
    effect: 'The same as `kill -9`: the supervisor of the worker starts another',
    async prove(scene) {
      const start = () => scene.startWorker({ execArgv: ['--max-old-space-size=300'] });
      let worker = await start();
      let deaths = 0;
      let sold = false;
      const selling = startAll(scene, 'leakingOrder', {}).finally(() => (sold = true));
      while (!sold) {
        await until(() => sold || worker.ended());
        if (sold) break;
        deaths += 1;
        worker = await start();
      }
      expect(deaths).toBeGreaterThan(0);
      return selling;
    },
  },
  {
    fault: 'Functions throw text, `undefined`, `null`, an object, 10 MB errors, and one that is its own cause',
    effect: 'Retried like any error; then the caller gets what was thrown. Long messages are truncated',
    async prove(scene) {
      await scene.startWorker();
      const orders = scene.orders(THROWN.length);
      const failures = await Promise.all(
        THROWN.map(([what], index) => {
          const id = orders[index] as string;
          const run = scene.client.invoke('throwingOrder', { id, what }, { workflowId: `order-${id}` });
          return run.then(
            () => 'nothing was thrown',
            ({ message }: Error) => message,
          );
        }),
      );
      const reported = failures.filter((message, index) => message.includes(THROWN[index]?.[1] as string));
      expect(failures.filter((message) => !reported.includes(message))).toEqual([]);
      expect(Math.max(...failures.map(({ length }) => length))).toBeLessThan(50_000);
      return {
        sent: orders.length,
        cameBack: `${reported.length} failures`,
        lost: orders.length - reported.length,
        chargedTwice: countChargedTwice(scene, orders),
      };
    },
  },
];

// --- internal ---

/** What is thrown, and what the caller's error contains. */
const THROWN = [
  ['text', '← Error: just text.'],
  ['undefined', '← Error: undefined.'],
  ['null', '← Error: null.'],
  ['object', '← Error: { reason: no error at all }.'],
  ['huge', '← Error: xxxx'],
  ['huge cause', '← Error: outside'],
  ['cyclic', '← Error: round and round.'],
] as const;

/** Starts a worker, and runs a workflow once for each of 50 orders: more than its limit of concurrent functions. */
async function runAll(scene: Scene, workflow: string, input: object): Promise<Outcome> {
  await scene.startWorker();
  return startAll(scene, workflow, input);
}

async function startAll({ client, ...scene }: Scene, workflow: string, input: object): Promise<Outcome> {
  const orders = scene.orders(50);
  const receipts = await forEach(orders, 50, (id) =>
    client.invoke(workflow, { ...input, id }, { workflowId: `order-${id}` }),
  );
  return settle({ client, ...scene }, orders, receipts as Receipt[]);
}
