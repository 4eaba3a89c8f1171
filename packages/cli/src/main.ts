import { CommanderError } from 'commander';
import { assertNodeVersion } from '@tfn/core/internal';
import { createProgram } from './commands/program.ts';
import { printError } from './output/print-error.ts';

/** Runs one command line and sets the exit code: 0 success, 1 failure, 2 wrong command line. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe, such as `head`, is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    assertNodeVersion();
    await createProgram(argv[2]).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = printError(error);
  }
}
