import type { Flags } from '../config/resolve-config.ts';
import type { CommandOutput } from '../output/command-output.ts';

/** One call of a command. */
export interface CommandCall {
  readonly args: readonly (string | undefined)[];
  readonly flags: Flags;
}

/** Runs a command. Long-running ones print by themselves and give nothing. */
export type RunCommand = (call: CommandCall) => Promise<CommandOutput | undefined>;

/** A command as the command line offers it; its code is loaded when it is run. */
export interface CommandSpec {
  /** With its arguments in commander's notation: 'invoke <name>'. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
  readonly examples: readonly string[];
  /** Whether it prints data, and so has --json. */
  readonly json?: true;
  readonly load: () => { run: RunCommand };
}

/** An option in commander's notation, and what it does. */
export type CommandOption = readonly [flags: string, description: string];
