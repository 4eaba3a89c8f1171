import { checkEqual } from './check.ts';
import type { Proof } from './proof.ts';
import type { Stage } from './stage.ts';

/** Counts what the whole demo did, according to the database, the payment provider and the mail server. */
export async function countTotals(stage: Stage, proofs: readonly Proof[]): Promise<[what: string, count: string][]> {
  const { world } = stage;
  const { rows } = await world.database.query<{ status: string; count: number }>(
    'SELECT status, count(*)::int AS count FROM orders GROUP BY status',
  );
  const countOf = (status: string): number => rows.find((row) => row.status === status)?.count ?? 0;
  const { rows: reports } = await world.database.query('SELECT 1 FROM sales_reports');
  const { data: intents } = await world.stripe.paymentIntents.list({ limit: 100 });
  const { data: refunds } = await world.stripe.refunds.list({ limit: 100 });
  const paid = intents.filter(({ status }) => status === 'succeeded');
  const sum = (count: (proof: Proof) => number): number => proofs.reduce((total, proof) => total + count(proof), 0);
  checkEqual(
    'the number of all charges',
    paid.length,
    sum(({ charges }) => charges),
  );
  checkEqual(
    'the number of all refunds',
    refunds.length,
    sum(({ refunds: count }) => count),
  );
  const inCents = (all: readonly { amount: number }[]): number => all.reduce((total, { amount }) => total + amount, 0);
  const euros = (cents: number): string => `${(cents / 100).toFixed(2)} €`;
  return [
    ['orders placed', `${rows.reduce((total, { count }) => total + count, 0)}, and 1 refused`],
    ['orders complete', `${countOf('complete')}`],
    ['cancelled, rejected, failed', `${countOf('cancelled')}, ${countOf('rejected')}, ${countOf('failed')}`],
    ['paid', `${paid.length} times, ${euros(inCents(paid))}`],
    ['refunded', `${refunds.length} times, ${euros(inCents(refunds))}`],
    ['mails received', `${world.mail.mails().length}`],
    ['parcels sent', `${world.carrier.shipments().length}`],
    ['reports made', `${reports.length}`],
    ['workers killed and replaced', `${stage.workersStarted - 1}`],
  ];
}
