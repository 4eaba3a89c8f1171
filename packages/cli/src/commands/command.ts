import type { Flags } from '../config/resolve-config.ts';
import type { CommandOutput } from '../output/command-output.ts';

/** One call of a command. */
export interface CommandCall {
  readonly args: readonly (string | undefined)[];
  readonly flags: Flags;
}

/** Runs a command. Long-running commands print themselves and return undefined. */
export type RunCommand = (call: CommandCall) => Promise<CommandOutput | undefined>;

/** The description of a command; its code is loaded when it runs. */
export interface CommandSpec {
  /** With its arguments in commander's notation: 'invoke <name>'. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
  readonly examples: readonly string[];
  /** Whether it prints data, and so supports --json. */
  readonly json?: true;
  readonly load: () => { run: RunCommand };
}

/** An option in commander's notation, and its description. */
export type CommandOption = readonly [flags: string, description: string];
