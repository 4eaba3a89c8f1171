import { resolveConfig } from '../config/resolve-config.ts';
import { styleOf } from '../output/style.ts';
import { toTable } from '../output/table.ts';
import { readDefinitions } from '../project/definitions.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Shows what the project defines. */
export async function run({ flags }: CommandCall): Promise<CommandOutput> {
  const config = await resolveConfig(flags);
  await loadFunctions(config.root, discoverFiles(config.root, config.functions));
  const data = readDefinitions(config);
  const { bold } = styleOf(process.stdout);
  const runnable = ({ name, taskQueue, source }: (typeof data.functions)[number]): string[] => [
    name,
    taskQueue,
    source,
  ];
  const sections: [string, string[][]][] = [
    ['Functions', data.functions.map(runnable)],
    ['Workflows', data.workflows.map(runnable)],
    ['Triggers', data.triggers.map(({ label, target, source }) => [label, `→ ${target}`, source])],
  ];
  const shown = sections.filter(([, rows]) => rows.length > 0);
  return { data, text: shown.map(([title, rows]) => `${bold(title)}\n${indent(toTable(rows))}`).join('\n\n') };
}

// --- internal ---

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
