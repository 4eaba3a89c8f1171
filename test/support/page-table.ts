import { readFileSync, writeFileSync } from 'node:fs';

/** A table in a page of the docs that a test keeps true: between two marks. */
export interface PageTable {
  read(): string;
  write(table: string): void;
}

/** `marked` matches the table between its marks. */
export function createPageTable(page: string, marked: RegExp): PageTable {
  return {
    read: () => marked.exec(readFileSync(page, 'utf8'))?.[0] ?? '',
    write: (table) =>
      writeFileSync(
        page,
        readFileSync(page, 'utf8').replace(marked, () => table),
      ),
  };
}

/** Rows of cells as a table of Markdown; the first row is the head. */
export function toMarkdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** The cells of a table's rows without their padding. */
export function cellsOf(table: string): string[][] {
  const rows = table.split('\n').filter((line) => !line.startsWith('| ---'));
  return rows.map((line) => line.split('|').map((cell) => cell.trim()));
}
