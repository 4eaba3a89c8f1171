/** `npm run demo`: an online shop on a real Temporal server. Each scene checks its own claims. `--keep` keeps it running. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Proof } from './proof.ts';
import { cannotBeShipped, workerDies } from './scenes/failures.ts';
import { bankDebit, failsTwice } from './scenes/payments.ts';
import { needsApproval, noDecision } from './scenes/people.ts';
import { goesThrough, isCancelled, isInvalid } from './scenes/plain-orders.ts';
import { dailyReport } from './scenes/report.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { createNarrator } from './narrator.ts';
import type { Narrator } from './narrator.ts';
import { countTotals } from './totals.ts';

type Close = () => Promise<void> | void;

const scenes = [
  ...[goesThrough, isCancelled, failsTwice, isInvalid, needsApproval],
  ...[bankDebit, cannotBeShipped, workerDies, noDecision, dailyReport],
];

let isStopping = false;
/** With `--keep`, Ctrl-C is the normal end of the demo. */
let isKeptOpen = false;

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => arg !== '--keep');
  if (unknown.length > 0)
    throw new Error(`Unknown argument '${unknown.join(' ')}': the only option of the demo is --keep.`);
  const keep = args.includes('--keep');
  const begin = Date.now();
  const opened: Close[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close !== undefined; close = opened.pop()) await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      isStopping = true;
      process.stdout.write('\nStopping …\n');
      const code = isKeptOpen ? 0 : signal === 'SIGINT' ? 130 : 143;
      void closeAll().finally(() => process.exit(code));
    });

  const narrator = createNarrator();
  try {
    narrator.heading('Temporal Functions: an online shop on a real Temporal server');
    const stage = await openStage(narrator, { keep, cleanUp: (close) => opened.push(close) });
    await play(stage, narrator);
    if (keep) await keepOpen(stage, narrator);
  } finally {
    await closeAll();
  }
  process.stdout.write(`\nEvery claim checked; everything stopped. ${((Date.now() - begin) / 1000).toFixed(1)} s.\n`);
}

async function play(stage: Stage, narrator: Narrator): Promise<void> {
  const proofs: (Proof & { seconds: string })[] = [];
  for (const [index, scene] of scenes.entries()) {
    narrator.heading(`${index + 1}. ${scene.title}`);
    const from = Date.now();
    const shown = await scene.play(stage);
    const seconds = ((Date.now() - from) / 1000).toFixed(1);
    proofs.push(...shown.map((proof) => ({ ...proof, seconds })));
  }
  narrator.heading('What was checked');
  narrator.table([
    ['order', 'how it ended', 'charges', 'refunds', 'mails', 'seconds'],
    ...proofs.map(({ orderId, ended, charges, refunds, mails, seconds }) =>
      [orderId, ended, charges, refunds, mails, seconds].map(String),
    ),
  ]);
  narrator.heading('Totals');
  narrator.table(await countTotals(stage, proofs));
}

async function keepOpen({ shopUrl, uiUrl, staffToken }: Stage, narrator: Narrator): Promise<void> {
  narrator.heading('The shop keeps running until Ctrl-C');
  narrator.table([
    ['the storefront', shopUrl],
    ["Temporal's web UI", uiUrl ?? ''],
    ['the staff password', staffToken],
  ]);
  isKeptOpen = true;
  for (;;) await delay(2 ** 30);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // In-flight work fails when the services that it needs stop.
  if (isStopping) return;
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
