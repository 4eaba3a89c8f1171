import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from './compare.ts';
import type { Report } from './report.ts';

/**
 * Writes the table of a report into docs/performance.md, between `<!-- bench:<name> -->` and `<!-- /bench:<name> -->`. Returns false
 * when the page has no such comments.
 */
export function document(report: Report): boolean {
  const file = join(__dirname, '../../../docs/performance.md');
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [begin, end] = [`<!-- bench:${report.name} -->`, `<!-- /bench:${report.name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) return false;
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n\n${toMarkdown(report)}\n\n${page.slice(to)}`);
  return true;
}

// --- internal ---

function toMarkdown({ at, machine, results, notes }: Report): string {
  const rounds = 'Medians; "rounds" are the smallest and the largest ratio of a round.';
  const summary = `${at.slice(0, 10)}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node.slice(1)}, load ${machine.load.toFixed(1)} at the end. ${rounds}`;
  return [summary, toTable(results), ...notes].join('\n\n');
}

function toTable(results: readonly Comparison[]): string {
  const names = [...new Set(results.map(({ sides }) => sides.map(({ name }) => name).join('\n')))];
  const shared = names.length === 1 ? (names[0] as string).split('\n') : undefined;
  const rows = results.map(({ what, unit, sides, ratio, ratios }) => [
    `${what}, ${unit}`,
    ...sides.map(({ name, median }) => (shared === undefined ? `${round(median)} (${name})` : round(median))),
    ratio.toFixed(2),
    `${ratios.min.toFixed(2)} to ${ratios.max.toFixed(2)}`,
  ]);
  return align([['measured', ...(shared ?? ['tfn', 'against']), 'ratio', 'rounds'], ...rows]);
}

/** Rounds to about three significant digits. */
function round(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

/** Aligns as the formatter does: padded columns, figures to the right. */
function align(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length), 3));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}
