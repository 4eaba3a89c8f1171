import { styleText } from 'node:util';

/** Who did what the line describes. */
export type Actor = 'client' | 'temporal' | 'payment' | 'mail' | 'worker' | 'shop';

/** Prints the demo's story, at most 80 columns wide. */
export interface Narrator {
  heading(text: string): void;
  /** `at` is in milliseconds since 1970. @default now */
  line(actor: Actor, text: string, at?: number): void;
  /** Continues the previous line. */
  more(text: string): void;
  table(rows: readonly (readonly string[])[]): void;
}

/** Counts the seconds from now on. Uses colours only on a terminal. */
export function createNarrator(): Narrator {
  const begin = Date.now();
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    heading(text) {
      print(`\n${paint('bold', text)}`);
    },
    line(actor, text, at = Date.now()) {
      const seconds = `${(Math.max(at - begin, 0) / 1000).toFixed(2)} s`;
      const [first = '', ...rest] = wrap(text);
      print(`${paint('dim', seconds.padStart(9))}  ${paint(COLOURS[actor], actor.padEnd(8))}  ${first}`);
      for (const line of rest) print(`${INDENT}${line}`);
    },
    more(text) {
      for (const line of wrap(text)) print(`${INDENT}${paint('dim', line)}`);
    },
    table(rows) {
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
      for (const [index, row] of rows.entries()) {
        const isNumber = (column: number): boolean => /^[\d.]+$/.test(rows.at(-1)?.[column] ?? '');
        const pad = (cell: string, column: number): string =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
        const line = row.map(pad).join('  ').trimEnd();
        print(`  ${index === 0 ? paint('dim', line) : line}`);
      }
    },
  };
}

// --- internal ---

type Style = Parameters<typeof styleText>[0];

const COLOURS: Record<Actor, Style> = {
  client: 'cyan',
  temporal: 'magenta',
  payment: 'yellow',
  mail: 'blue',
  worker: 'green',
  shop: 'white',
};
const INDENT = ' '.repeat(21);
const WIDTH = 80 - INDENT.length;
const coloured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
