import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Outcome } from './fault.ts';

/** The page with the table, between two marks. */
const PAGE = join(__dirname, '../../../docs/reliability.md');
const MARKED = /(?<=<!-- results: .* -->\n\n)[^]*?(?=\n\n<!-- end of results -->)/;

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
  const widths = (cells[0] as string[]).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** The table in the page. */
export function readTable(): string {
  return MARKED.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '';
}

/** The cells of a table's rows without their padding. */
export function cellsOf(table: string): string[][] {
  const rows = table.split('\n').filter((line) => !line.startsWith('| ---'));
  return rows.map((line) => line.split('|').map((cell) => cell.trim()));
}

export function writeTable(table: string): void {
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(MARKED, () => table),
  );
}
