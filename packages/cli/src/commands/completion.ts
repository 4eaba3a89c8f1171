import { cliError } from '../errors.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';
import { createProgram } from './program.ts';

/** Prints a script for a shell that completes commands and options. */
export async function run({ args: [shell = ''] }: CommandCall): Promise<CommandOutput> {
  const script = scripts[shell];
  if (script === undefined)
    throw cliError('TFN_CLI_USAGE', {
      problem: `There is no completion for '${shell}'. Use one of: ${Object.keys(scripts).join(', ')}.`,
    });
  const text = script(commandsOf());
  return { data: text, text };
}

// --- internal ---

interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
}

function commandsOf(): readonly CommandWords[] {
  return createProgram().commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.flatMap(({ long }) => (long ? [long] : [])),
  }));
}

const scripts: Record<string, (commands: readonly CommandWords[]) => string> = {
  bash: (commands) => `_tfn() {
  local current=\${COMP_WORDS[COMP_CWORD]}
  # Bash takes the colon of 'new:fn' for the end of a word.
  _get_comp_words_by_ref -n : current 2>/dev/null
  local command=\${COMP_LINE#* }
  command=\${command%% *}
  local words='${commands.map(({ name }) => name).join(' ')}'
  if [[ $COMP_LINE == *' '*' '* ]]; then
    case $command in
${commands.map(({ name, options }) => `      ${name}) words='${options.join(' ')}' ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$current"
}
complete -F _tfn -o default tfn`,
  zsh: (commands) => `#compdef tfn
_tfn() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    '${name.replaceAll(':', '\\:')}:${description.replaceAll("'", "'\\''")}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
${commands.map(({ name, options }) => `    ${name}) compadd -- ${options.join(' ')} ;;`).join('\n')}
  esac
  _files
}
compdef _tfn tfn`,
  fish: (commands) =>
    [
      'complete -c tfn -f -n __fish_use_subcommand',
      ...commands.flatMap(({ name, description, options }) => [
        `complete -c tfn -n __fish_use_subcommand -a '${name}' -d '${description.replaceAll("'", "\\'")}'`,
        ...options.map((option) => `complete -c tfn -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`),
      ]),
    ].join('\n'),
};
