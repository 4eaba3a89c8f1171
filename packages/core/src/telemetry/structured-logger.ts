import type { Logger } from '../context/logger.ts';
import { readThrown } from '../errors/thrown/read-thrown.ts';
import { isErrorLike } from '../errors/thrown/thrown-fields.ts';
import { toPlainError } from './plain-error.ts';

/** The methods of a pino logger; any logger with these methods works. */
export interface StructuredLogger {
  /** The lowest level that it writes. @default 'info' */
  readonly level?: string;
  trace?(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The destination of lines: a stream of Node, such as standard output. */
export interface LogOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The part of the package `pino` that is used here. */
export type Pino = (options: { level: string; base?: null }, output: LogOutput) => StructuredLogger;

/** Options of `createLogger`. */
export interface LoggerOptions {
  readonly output: LogOutput;
  /** @default 'info' */
  readonly level?: string;
  /** @default 'pretty' on a terminal, otherwise 'json' */
  readonly format?: 'pretty' | 'json';
  /** Whether pretty lines have colours. @default true on a terminal */
  readonly colors?: boolean;
}

/** Makes the default logger: one JSON object per line, or pretty lines for people. */
export function createLogger(pino: Pino, options: LoggerOptions): StructuredLogger {
  const { output, level = 'info', format = output.isTTY === true ? 'pretty' : 'json' } = options;
  const { colors = output.isTTY === true } = options;
  if (format === 'json') return pino({ level }, output);
  return pino({ level, base: null }, { write: (line) => output.write(prettyLine(line, colors)) });
}

/** Adapts a logger to the argument order of `ctx.log`. An `error` among the fields becomes pino's `err`, see `toPlainError`. */
export function toLogger(logger: StructuredLogger): Logger {
  return {
    debug: (message, fields) => logger.debug(toFields(fields), message),
    info: (message, fields) => logger.info(toFields(fields), message),
    warn: (message, fields) => logger.warn(toFields(fields), message),
    error: (message, fields) => logger.error(toFields(fields), message),
  };
}

/** Formats a JSON line of pino for people; returns any other text unchanged. */
export function prettyLine(json: string, colors: boolean): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  const { time, level, msg, err, ...fields } = entry;
  const paint = (code: number, text: string): string => (colors ? `\u001b[${code}m${text}\u001b[39m` : text);
  const [name, color] = LEVELS[Number(level)] ?? ['INFO', GREEN];
  const facts = Object.entries(fields).map(([key, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string);
    return paint(GREY, `${key}=${text}`);
  });
  const head = [paint(GREY, clock(time)), paint(color, name.padEnd(5)), String(msg as string), ...facts].join(' ');
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : '';
  return `${[
    head,
    ...stack
      .split('\n')
      .filter(Boolean)
      .map((line) => `  ${line}`),
  ].join('\n')}\n`;
}

// --- internal ---

function toFields({ error, ...fields }: Record<string, unknown> = {}): object {
  if (error === undefined) return fields;
  if (isErrorLike(error)) return { ...fields, err: toPlainError(error) };
  // Any other value that was thrown.
  return { ...fields, error: Object(error) === error ? readThrown(error).message : error };
}

const [RED, GREEN, YELLOW, GREY] = [31, 32, 33, 90];

/** pino's levels. */
const LEVELS: Readonly<Record<number, readonly [name: string, color: number]>> = {
  10: ['TRACE', GREY],
  20: ['DEBUG', GREY],
  30: ['INFO', GREEN],
  40: ['WARN', YELLOW],
  50: ['ERROR', RED],
  60: ['FATAL', RED],
};

function clock(time: unknown): string {
  return typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : '';
}
