import { CommanderError } from 'commander';
import { assertNodeVersion } from '@tfn/core/internal';
import { createProgram } from './commands/program.ts';
import { printError } from './output/print-error.ts';

/** Runs one command line and sets the exit code: 0 fine, 1 failed, 2 the command line was wrong. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that goes away, such as `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    assertNodeVersion();
    await createProgram(argv[2]).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = printError(error);
  }
}
