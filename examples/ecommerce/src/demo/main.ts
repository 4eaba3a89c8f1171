/** `npm run demo`: five orders on a real Temporal server. Each scene checks what it claims. */
import { scenes } from './scenes.ts';
import type { Proof } from './scenes.ts';
import { openStage } from './stage.ts';
import { createTeller } from './teller.ts';

type Close = () => Promise<void> | void;

async function main(): Promise<void> {
  const begin = Date.now();
  const opened: Close[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close !== undefined; close = opened.pop()) await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      process.stdout.write('\nStopping …\n');
      void closeAll().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });

  const teller = createTeller();
  try {
    teller.heading('Temporal Functions: an online shop on a real Temporal server');
    const stage = await openStage(teller, (close) => opened.push(close));
    const proofs: (Proof & { seconds: string })[] = [];
    for (const [index, { title, play }] of scenes.entries()) {
      teller.heading(`${index + 1}. ${title}`);
      const from = Date.now();
      proofs.push({ ...(await play(stage)), seconds: ((Date.now() - from) / 1000).toFixed(1) });
    }
    teller.heading('What was proved');
    teller.table([
      ['order', 'how it ended', 'gateway calls', 'charges', 'refunds', 'seconds'],
      ...proofs.map(({ orderId, ended, calls, charges, refunds, seconds }) =>
        [orderId, ended, calls, charges, refunds, seconds].map(String),
      ),
    ]);
  } finally {
    await closeAll();
  }
  process.stdout.write(`\nAll of it checked; everything stopped. ${((Date.now() - begin) / 1000).toFixed(1)} s.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
