import { Command, CommanderError, Option } from 'commander';
import { assertNodeVersion } from '@tfn/core/internal';
import { catalogue } from './commands/catalogue.ts';
import type { CommandOutput, CommandSpec } from './commands/command.ts';
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

/** The command line with all commands, or with the one that is asked for if there is one of that name; loads no command's code. */
export function createProgram(asked?: string): Command {
  const { version } = require('../package.json') as { version: string };
  const program = new Command('tfn')
    .description('Temporal Functions: write functions and triggers, run them durably on Temporal.')
    .version(version, '-v, --version')
    .configureHelp({ sortSubcommands: false })
    .showSuggestionAfterError()
    .exitOverride();
  const found = catalogue.filter(({ usage }) => usage.split(' ', 1)[0] === asked);
  for (const spec of found.length > 0 ? found : catalogue) addCommand(program, spec);
  return program;
}

// --- internal ---

function addCommand(program: Command, spec: CommandSpec): void {
  const command = program
    .command(spec.usage)
    .description(spec.description)
    .addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join('\n')}`)
    .exitOverride();
  for (const [flags, description] of spec.options ?? []) command.addOption(new Option(flags, description));
  if (spec.json) command.option('--json', 'print JSON');
  command.action(async () => {
    const flags = command.opts<Record<string, string | boolean | undefined>>();
    // Commander gives each `--no-x` a default, which is no wish of the user's.
    const given = Object.entries(flags).filter(([name]) => command.getOptionValueSource(name) === 'cli');
    const args = command.processedArgs as readonly (string | undefined)[];
    const output = await spec.load().run({ args, flags: Object.fromEntries(given) });
    if (output !== undefined) print(output, flags['json'] === true);
  });
}

function print({ data, text, exitCode = 0 }: CommandOutput, asJson: boolean): void {
  const output = asJson ? JSON.stringify(data, undefined, 2) : text;
  if (output !== '') console.log(output);
  process.exitCode = exitCode;
}
