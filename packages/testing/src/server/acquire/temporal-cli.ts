import { statSync } from 'node:fs';
import { keepKnownCli, knownCliFile, readKnownCli } from './known-cli.ts';
import { runCommand } from './run-command.ts';

/** The version of the Temporal CLI that is downloaded. Our own program, which is built, contains the same server. */
export const TEMPORAL_CLI_VERSION = 'v1.9.1';

/** Whether an executable is usable, by the answer to `--version`. */
export type CliCheck =
  | { readonly usable: true; readonly server: string }
  | { readonly usable: false; readonly why: string };

/**
 * Checks by `<path> --version` that it is a Temporal CLI, or our dev server program, and new enough. A program that answered once is
 * not run again.
 */
export async function checkTemporalCli(path: string): Promise<CliCheck> {
  if (isDirectory(path)) return unusable('it is a directory');
  const file = knownCliFile(path);
  const known = judge(readKnownCli(file) ?? '');
  if (known.usable) return known;
  const { failure, output } = await runCommand(path, ['--version'], { timeout: 20_000 });
  if (failure) return unusable(`${failure}${output ? ` (it printed: ${firstLine(output)})` : ''}`);
  const check = judge(output);
  if (check.usable) keepKnownCli(file, output);
  return check;
}

// --- internal ---

function judge(output: string): CliCheck {
  const [, server] = /^temporal version .*\(Server ([\d.]+)/m.exec(output) ?? [];
  if (!server) {
    return unusable(`\`--version\` answered '${firstLine(output)}', so it is not a Temporal dev server`);
  }
  if (isOlder(server, OLDEST_SERVER)) {
    return unusable(`its server ${server} is older than ${OLDEST_SERVER}`);
  }
  return { usable: true, server };
}

/** The oldest server with Update, schedules and the flags that we use. */
const OLDEST_SERVER = '1.27.0';

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
