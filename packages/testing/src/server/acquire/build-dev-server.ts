import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyDevServerSource } from './dev-server-source.ts';
import { installCli } from './install-cli.ts';
import { runCommand } from './run-command.ts';

export interface BuildDevServerOptions {
  /** Where the executable goes. Its folder exists. */
  readonly target: string;
  readonly onProgress: (line: string) => void;
}

/**
 * Builds our dev server program, Temporal's server with its Web UI, with the Go toolchain on PATH (about 5 minutes on a small
 * machine). Installs it at `target` in one step, after it ran once. Go's own settings (GOPROXY, GOFLAGS, caches) apply.
 * Throws a plain Error with the reason when it fails.
 */
export async function buildDevServer(options: BuildDevServerOptions): Promise<void> {
  const { target, onProgress } = options;
  const folder = mkdtempSync(`${target}.build-`);
  const started = Date.now();
  let packages = 0;
  let doing = 'downloading modules';
  const notice = (): void => {
    const seconds = Math.round((Date.now() - started) / 1000);
    onProgress(`Building the Temporal dev server: ${doing} (${seconds} s)`);
  };
  const ticker = setInterval(notice, PROGRESS_EVERY_MS);
  try {
    onProgress('Building the Temporal dev server with Go: about 5 minutes, once');
    const source = join(folder, 'source');
    copyDevServerSource(source);
    const fresh = join(folder, 'temporal');
    const args = [...GO_ARGUMENTS, '-o', fresh, '.'];
    const { failure, output } = await runCommand('go', args, {
      cwd: source,
      env: goEnvironment(),
      timeout: BUILD_TIMEOUT_MS,
      onLine: (line) => {
        // With -v, Go prints each package that it compiles. Lines about modules start with 'go: '.
        if (line.startsWith('go: ')) return;
        packages += 1;
        doing = line === PROGRAM ? 'linking' : `${packages} packages compiled`;
      },
    });
    if (failure === 'there is no such file') throw new Error('there is no `go` on PATH');
    if (failure) throw new Error(`\`go ${args.join(' ')}\`: ${failure}: ${lastLines(output)}`);
    doing = 'checking';
    await installCli(fresh, target);
  } finally {
    clearInterval(ticker);
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- internal ---

/** The module that go.mod declares. */
const PROGRAM = 'temporal-functions/devserver';
/** `-s -w` leave out the debug tables. The cache folder may be part of a git repository, whose state does not belong in the program. */
const GO_ARGUMENTS = ['build', '-v', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
const BUILD_TIMEOUT_MS = 30 * 60_000;
const PROGRESS_EVERY_MS = 5000;

/** The program is for this machine, whatever Go is set to build for, and belongs to no workspace of the user's. */
function goEnvironment(): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...env } = process.env;
  return { ...env, GOWORK: 'off' };
}

function lastLines(output: string): string {
  return output.split('\n').slice(-3).join(' | ');
}
