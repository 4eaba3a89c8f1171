import { isTfnError } from '@tfn/core';
import { isErrorLike, readThrown } from '@tfn/core/internal';
import { styleOf } from './style.ts';

/** Prints an error; returns the exit code: 2 for a wrong command line, else 1. */
export function printError(error: unknown): 1 | 2 {
  const style = styleOf(process.stderr);
  if (!isTfnError(error)) {
    const { stack, message } = readThrown(error);
    console.error(isErrorLike(error) ? (stack ?? message) : message);
    return 1;
  }
  console.error(`${style.red('error')} ${error.message}`);
  if (error.code === 'TFN_CLI_USAGE') return 2;
  console.error(style.dim(`(${error.code})`));
  return 1;
}
