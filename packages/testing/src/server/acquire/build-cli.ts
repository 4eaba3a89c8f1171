import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installCli } from './install-cli.ts';
import { runCommand } from './run-command.ts';
import { temporalCliVersion } from './temporal-cli.ts';

export interface BuildCliOptions {
  /** Where the executable goes. Its folder exists. */
  readonly target: string;
  readonly onProgress: (line: string) => void;
}

/**
 * Builds the CLI from its Go module with the Go toolchain on PATH (about 3 minutes on a small
 * machine) and puts it at `target` in one step once it was seen to run. Go's own settings (GOPROXY,
 * GOFLAGS, caches) hold. Throws a plain Error that says why it failed.
 */
export async function buildCli(options: BuildCliOptions): Promise<void> {
  const { target, onProgress } = options;
  const folder = mkdtempSync(`${target}.build-`);
  const started = Date.now();
  let packages = 0;
  let doing = 'getting the source';
  const notice = (): void => {
    const seconds = Math.round((Date.now() - started) / 1000);
    onProgress(`Building Temporal ${temporalCliVersion}: ${doing} (${seconds} s)`);
  };
  const ticker = setInterval(notice, progressEvery);
  try {
    onProgress(`Building Temporal ${temporalCliVersion} with Go: once, about 3 minutes`);
    const { failure, output } = await runCommand('go', goArguments, {
      cwd: folder,
      env: { ...goEnvironment(), GOBIN: folder },
      timeout: buildTimeout,
      onLine: (line) => {
        // With -v, Go names each package that it compiles; all else is about modules.
        if (line.startsWith('go: ')) return;
        packages += 1;
        doing = line === commandPackage ? 'linking' : `${packages} packages compiled`;
      },
    });
    if (failure === 'there is no such file') throw new Error('there is no `go` on PATH');
    if (failure) throw new Error(`\`go ${goArguments.join(' ')}\`: ${failure}: ${lastLines(output)}`);
    doing = 'checking';
    await installCli(join(folder, basename(target)), target);
  } finally {
    clearInterval(ticker);
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- internal ---

const commandPackage = 'github.com/temporalio/cli/cmd/temporal';
/** `-s -w` leave out the debug tables; -X gives the version that a release has. */
const goArguments = [
  'install',
  '-v',
  '-ldflags',
  `-s -w -X github.com/temporalio/cli/temporalcli.Version=${temporalCliVersion.slice(1)}`,
  `${commandPackage}@${temporalCliVersion}`,
];
const buildTimeout = 30 * 60_000;
const progressEvery = 5000;

/** Go refuses GOBIN together with a foreign target, and an outer workspace is none of ours. */
function goEnvironment(): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...env } = process.env;
  return { ...env, GOWORK: 'off' };
}

function lastLines(output: string): string {
  return output.split('\n').slice(-3).join(' | ');
}
