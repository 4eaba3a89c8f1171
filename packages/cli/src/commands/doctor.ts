import { resolveConfig } from '../config/resolve-config.ts';
import { checks } from '../doctor/checks.ts';
import { styleOf } from '../output/style.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Runs every check; exit code 1 when one failed. */
export async function run({ flags }: CommandCall): Promise<CommandOutput> {
  const config = await resolveConfig(flags);
  const style = styleOf(process.stdout);
  const findings = [];
  for (const { name, check } of checks) findings.push({ name, ...(await check(config)) });
  const marks = { ok: style.green('ok  '), warning: style.yellow('warn'), failed: style.red('fail') };
  const lines = findings.flatMap(({ name, state, detail, fix }) => [
    `${marks[state]}  ${name}: ${detail}`,
    ...(fix === undefined ? [] : [`      ${fix}`]),
  ]);
  return { data: findings, text: lines.join('\n'), exitCode: findings.some(({ state }) => state === 'failed') ? 1 : 0 };
}
