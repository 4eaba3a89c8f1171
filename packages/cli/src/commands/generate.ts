import type { CommandCall, CommandOutput } from './command.ts';
export async function generate(_kind: string, _call: CommandCall): Promise<CommandOutput> { throw new Error('todo'); }
