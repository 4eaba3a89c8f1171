import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS } from '../fixtures/values.ts';
import type { Value } from '../fixtures/values.ts';

/** The page with the table, between two marks. */
const PAGE = join(__dirname, '../../../../../docs/values.md');
const MARKED = /(?<=<!-- values -->\n\n)[^]*?(?=\n\n<!-- end of values -->)/;

/** The values of the tests, as the page shows them. */
export function toTable(): string {
  const rows = GROUPS.flatMap(({ kind, values }) =>
    values.map((value, index) => [index === 0 ? kind : '', toCode(value), toOutcome(value)]),
  );
  const cells = [['kind', 'sent', 'received'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
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

// --- internal ---

function toCode({ code, isWords }: Value): string {
  return isWords ? code : `\`${code}\``;
}

function toOutcome({ arrives, inWorkflows, refused }: Value): string {
  if (refused !== undefined) return `refused${refused.path && ` at \`${toPath(refused.path)}\``}: ${refused.problem}`;
  if (inWorkflows !== undefined) return `the same; in workflows ${inWorkflows.as}`;
  return arrives?.as ?? 'the same';
}

const toPath = (path: string): string => (path.startsWith('[') ? `input${path}` : `input.${path}`);
