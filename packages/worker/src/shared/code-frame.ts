/** A line of code with a mark under a column, which counts from 0; without one when it is not known. */
export function frameOf(line: string, column?: number): string {
  return `\n\n    ${line}\n${column === undefined ? '' : `    ${' '.repeat(column)}^\n`}`;
}
