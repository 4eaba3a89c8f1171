import { join } from 'node:path';
import { createPageTable, toMarkdown } from '../../support/page-table.ts';
import type { PageTable } from '../../support/page-table.ts';
import type { Fault, Outcome } from './fault.ts';

export const page: PageTable = createPageTable(
  join(__dirname, '../../../docs/reliability.md'),
  /(?<=<!-- results: .* -->\n\n)[^]*?(?=\n\n<!-- end of results -->)/,
);

export interface Row extends Outcome {
  readonly fault: Fault;
}

/** The results as a table, without anything that differs from run to run. */
export function toTable(rows: readonly Row[]): string {
  const cells = [
    ['what is wrong', 'sent', 'came back', 'lost', 'charged twice', 'what happens'],
    ...rows.map(({ fault: { fault, effect }, sent, cameBack, lost, chargedTwice }) => [
      fault,
      sent.toLocaleString('en'),
      cameBack,
      String(lost),
      String(chargedTwice),
      effect,
    ]),
  ];
  return toMarkdown(cells);
}
