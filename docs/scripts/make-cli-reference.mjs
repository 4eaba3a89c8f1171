import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { docs, repository } from './paths.mjs';

/** Writes what each command says of itself with `--help`. */
export async function makeCliReference() {
  const overview = await helpOf();
  const names = [...overview.slice(overview.indexOf('Commands:')).matchAll(/^ {2}([a-z][a-z:]*)/gm)].map(
    ([, name]) => name,
  );
  const commands = names.filter((name) => name !== 'help');
  const helps = await Promise.all(commands.map(helpOf));
  const parts = commands.map((name, index) => `## \`tfn ${name}\`\n\n${asText(helps[index])}`);
  const head =
    '# Commands\n\nWhat each command prints with `--help`. [The guide](../cli.md) explains how to use them.\n';
  writeFileSync(join(docs, 'reference/cli.md'), `${head}\n${[asText(overview), ...parts].join('\n\n')}\n`);
}

// --- internal ---

async function helpOf(...command) {
  const program = join(repository, 'packages/cli/bin/tfn.cjs');
  const env = { ...process.env, COLUMNS: '100', NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...command, '--help'], { env });
  return stdout.trimEnd();
}

function asText(help) {
  return `\`\`\`text\n${help}\n\`\`\``;
}
