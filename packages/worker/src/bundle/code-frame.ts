/** A line of code with a mark under a column, which counts from 0. */
export function frameOf(line: string, column: number): string {
  return `\n\n    ${line}\n    ${' '.repeat(column)}^\n`;
}
