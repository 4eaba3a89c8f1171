/** Replaces a range of a text; blanks it if `text` is undefined. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

/**
 * Applies edits so that every line keeps its number, and remaining code mostly its column: positions in the result are
 * positions in the file. Of nested edits, the outermost applies.
 */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  const ordered = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const { start, end, text = '' } of ordered) {
    if (start < at) continue;
    const lines = source.slice(start, end).split('\n');
    const padding =
      lines.length === 1
        ? ' '.repeat(Math.max(0, end - start - text.length))
        : '\n'.repeat(lines.length - 1) + ' '.repeat(lines.at(-1)?.length ?? 0);
    result += source.slice(at, start) + text + padding;
    at = end;
  }
  return result + source.slice(at);
}
