import { statSync } from 'node:fs';
import { keepKnownCli, knownCliFile, readKnownCli } from './known-cli.ts';
import { runCommand } from './run-command.ts';

/** The version of the Temporal CLI that is downloaded or built. */
export const temporalCliVersion = 'v1.5.1';

/** What is known of a Temporal CLI executable that was asked for its version. */
export type CliCheck =
  | { readonly usable: true; readonly server: string }
  | { readonly usable: false; readonly why: string };

/** Tells by `<path> --version` whether it is a Temporal CLI that is new enough. A program that has answered once is not run again. */
export async function checkTemporalCli(path: string): Promise<CliCheck> {
  if (isDirectory(path)) return unusable('it is a directory');
  const file = knownCliFile(path);
  const known = judge(readKnownCli(file) ?? '');
  if (known.usable) return known;
  const { failure, output } = await runCommand(path, ['--version'], { timeout: 20_000 });
  if (failure) return unusable(`${failure}${output ? ` (it said: ${firstLine(output)})` : ''}`);
  const check = judge(output);
  if (check.usable) keepKnownCli(file, output);
  return check;
}

// --- internal ---

function judge(output: string): CliCheck {
  const [, server] = /^temporal version .*\(Server ([\d.]+)/m.exec(output) ?? [];
  if (!server) {
    return unusable(`\`--version\` answered '${firstLine(output)}', as no Temporal CLI does`);
  }
  if (isOlder(server, oldestServer)) {
    return unusable(`its server ${server} is older than ${oldestServer}`);
  }
  return { usable: true, server };
}

/** The oldest server with Update, schedules and the dev server's flags as they are used here. */
const oldestServer = '1.27.0';

function unusable(why: string): CliCheck {
  return { usable: false, why };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 200);
}

function isOlder(version: string, than: string): boolean {
  const wanted = than.split('.').map(Number);
  const found = version.split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    const difference = (found[index] ?? 0) - part;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
