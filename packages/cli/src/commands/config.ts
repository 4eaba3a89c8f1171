import { resolveConfig } from '../config/resolve-config.ts';
import type { SettingOrigin } from '../config/resolve-config.ts';
import { toTable } from '../output/table.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Prints every setting with its source. */
export async function run({ flags }: CommandCall): Promise<CommandOutput> {
  const { root, file, origins } = await resolveConfig(flags);
  const shown = origins.map((origin) => ({ path: origin.path, value: masked(origin), from: origin.from }));
  const rows = shown.map(({ path, value, from }) => [path, value === undefined ? '-' : show(value), from]);
  return {
    data: { root, file: file ?? null, settings: shown.map(({ value = null, ...rest }) => ({ ...rest, value })) },
    text: `project  ${root}\nfile     ${file ?? 'none'}\n\n${toTable([['SETTING', 'VALUE', 'FROM'], ...rows])}`,
  };
}

// --- internal ---

function masked({ value, secret }: SettingOrigin): unknown {
  if (!secret || typeof value !== 'string') return value;
  return `…${value.length > 12 && secret !== 'whole' ? value.slice(-4) : ''} (masked)`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
