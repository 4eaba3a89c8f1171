import { readThrown, isErrorLike } from '@tfn/core/internal';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A problem in the user's code, with its location. */
export interface CodeProblem {
  readonly problem: string;
  /** The marked lines around it; empty when the location is unknown. */
  readonly frame: string;
  /** `file:line:column`, the file relative to the root. */
  readonly place: string | undefined;
}

/** Extracts the location from an error of a compiler, of Node or of the user's code, with the code around it. */
export function toCodeProblem(error: unknown, root: string): CodeProblem {
  if (!isErrorLike(error)) return { problem: readThrown(error).message, frame: '', place: undefined };
  const spot = fromEsbuild(error) ?? fromStack(error, root);
  const name = error.name === 'Error' || spot?.text !== undefined ? '' : `${error.name}: `;
  const problem = `${name}${spot?.text ?? error.message}`;
  if (spot === undefined || !existsSync(spot.file)) return { problem, frame: '', place: undefined };
  const { file, line, column } = spot;
  return {
    problem,
    frame: toFrame(readFileSync(file, 'utf8'), line, column),
    place: `${relative(root, file)}:${line}:${column}`,
  };
}

/** The lines around a location, with a mark under it. Lines and columns count from 1. */
export function toFrame(source: string, line: number, column: number): string {
  const lines = source.split(/\r?\n/);
  const first = Math.max(line - 3, 0);
  const width = String(Math.min(line + 2, lines.length)).length;
  return lines
    .slice(first, line + 2)
    .flatMap((text, index) => {
      const number = first + index + 1;
      const gutter = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | `;
      const mark = `${' '.repeat(gutter.length - 2)}| ${' '.repeat(Math.max(column - 1, 0))}^`;
      return number === line ? [gutter + text, mark] : [gutter + text];
    })
    .join('\n');
}

// --- internal ---

interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The message without the location, when the error's message contains both. */
  readonly text?: string;
}

interface EsbuildMessage {
  readonly text: string;
  readonly location: { file: string; line: number; column: number } | null;
}

function fromEsbuild(error: Error): Spot | undefined {
  const [message] = 'errors' in error && Array.isArray(error.errors) ? (error.errors as EsbuildMessage[]) : [];
  if (!message?.location) return fromText(error);
  const { file, line, column } = message.location;
  return { file, line, column: column + 1, text: message.text };
}

/** tsx reports esbuild's errors as text. */
function fromText(error: Error): Spot | undefined {
  const match = /^(?:.*\n)?(\/[^\n]+?):(\d+):(\d+): (?:ERROR|error): ([^\n]+)/m.exec(error.message);
  if (match === null) return undefined;
  const [, file = '', line, column, text = ''] = match;
  return { file, line: Number(line), column: Number(column) + 1, text };
}

/** The first stack frame in the project, or the location line of Node's syntax errors. */
function fromStack(error: Error, root: string): Spot | undefined {
  for (const [, place = '', line, column = '1'] of (error.stack ?? '').matchAll(
    /(?:\(|at |^)((?:file:\/\/)?\/[^\s()]+?):(\d+)(?::(\d+))?/gm,
  )) {
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (file.startsWith(root) && !/[\\/]node_modules[\\/]/.test(file))
      return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
