import type { CommandCall, CommandOutput } from './command.ts';
export async function run(_call: CommandCall): Promise<CommandOutput> {
  throw new Error('todo');
}
