import { Command, Option } from 'commander';
import type { CommandOutput } from '../output/command-output.ts';
import { catalogue } from './catalogue.ts';
import type { CommandSpec } from './command.ts';

/** Creates the command line with all commands, or only with `asked` if it exists; does not load the code of commands. */
export function createProgram(asked?: string): Command {
  const { version } = require('../../package.json') as { version: string };
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
    // Commander sets a default for each `--no-x`; only use what the user gave.
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
