/** Formats a line of code, with a mark under `column` if given. Columns count from 0. */
export function frameOf(line: string, column?: number): string {
  return `\n\n    ${line}\n${column === undefined ? '' : `    ${' '.repeat(column)}^\n`}`;
}
