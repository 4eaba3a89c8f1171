import { accessSync, constants, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { buildDevServer } from './build-dev-server.ts';
import { cacheDir, makeFolder } from './cache-dir.ts';
import { DEFAULT_DOWNLOAD_URL, downloadCli } from './download-cli.ts';
import { hashDevServerSource } from './dev-server-source.ts';
import { assertLockable, withFileLock } from './file-lock.ts';
import { checkTemporalCli, TEMPORAL_CLI_VERSION } from './temporal-cli.ts';
import { testingError } from '../../errors.ts';

export interface AcquireOptions {
  /** The executable to use: a Temporal CLI, or our dev server program. Nothing else is tried then. @default TFN_TEMPORAL_CLI */
  readonly path?: string;
  /** Receives a line of text for people while a download, a build or a wait for another process takes long. */
  readonly onProgress?: (line: string) => void;
}

/** Where an executable came from. */
export type AcquireSource = 'option' | 'environment' | 'PATH' | 'cache' | 'download' | 'build';

export interface AcquiredServer {
  /** The absolute path of the executable. */
  readonly path: string;
  readonly source: AcquireSource;
}

/**
 * Finds or installs the Temporal dev server; starts nothing. In this order: the given path; `temporal` on PATH; our cache;
 * Temporal's download (its CLI contains the server); a build of our own program with the Go toolchain. Runs what it finds once,
 * to check that it works and is new enough.
 * @throws {TfnError} TFN_SERVER_PATH_INVALID when the given path is not a working Temporal dev server
 * @throws {TfnError} TFN_SERVER_NOT_FOUND when every way failed, with the reason of each
 */
export async function acquireDevServer(options: AcquireOptions = {}): Promise<AcquiredServer> {
  const given = givenPath(options);
  if (given) return checkGiven(given);

  const tried: Attempt[] = [];
  const onPath = findOnPath();
  if (onPath) {
    const check = await checkTemporalCli(onPath);
    if (check.usable) return { path: onPath, source: 'PATH' };
    tried.push({ way: `${onPath} (on PATH)`, why: check.why });
  } else {
    tried.push({ way: '`temporal` on PATH', why: 'it is not there' });
  }

  const target = cachedCliPath();
  if ((await checkTemporalCli(target)).usable) return { path: target, source: 'cache' };
  return install(target, tried, options.onProgress ?? (() => {}));
}

// --- internal ---

interface Attempt {
  readonly way: string;
  readonly why: string;
}

interface GivenPath {
  readonly path: string;
  readonly source: 'option' | 'environment';
}

function givenPath(options: AcquireOptions): GivenPath | undefined {
  if (options.path) return { path: resolve(options.path), source: 'option' };
  const fromEnvironment = process.env['TFN_TEMPORAL_CLI'];
  return fromEnvironment ? { path: resolve(fromEnvironment), source: 'environment' } : undefined;
}

async function checkGiven({ path, source }: GivenPath): Promise<AcquiredServer> {
  const check = await checkTemporalCli(path);
  if (check.usable) return { path, source };
  const from = source === 'option' ? 'the option path' : 'the environment variable TFN_TEMPORAL_CLI';
  throw testingError('TFN_SERVER_PATH_INVALID', { path, from, why: check.why });
}

const executableName = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

function findOnPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!folder) continue;
    const candidate = resolve(folder, executableName);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

function cachedCliPath(): string {
  // By the hash too: another release of this package may come with another program to build.
  const version = `${TEMPORAL_CLI_VERSION}-${hashDevServerSource()}-${process.platform}-${process.arch}`;
  return join(cacheDir(), 'temporal-cli', version, executableName);
}

/** Fills the cache, one process at a time. A process that waited finds it filled. */
async function install(target: string, tried: Attempt[], onProgress: (line: string) => void): Promise<AcquiredServer> {
  const folder = dirname(target);
  try {
    makeFolder(folder);
    assertLockable(`${folder}.lock`);
    accessSync(dirname(folder), constants.W_OK);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    tried.push({ way: `the cache ${folder}`, why: reason(error) });
    throw testingError('TFN_SERVER_NOT_FOUND', { tried });
  }
  return withFileLock(
    `${folder}.lock`,
    async () => {
      const cached = await checkTemporalCli(target);
      if (cached.usable) return { path: target, source: 'cache' };
      if (existsSync(target)) {
        onProgress(`Removing the cached ${target}: ${cached.why}`);
        rmSync(target, { recursive: true, force: true });
      }
      removeLeftovers(folder);
      tried.push({ way: `the cache ${target}`, why: cached.why });
      return fill(target, tried, onProgress);
    },
    (holder, seconds) =>
      onProgress(`Waiting for process ${holder.pid}, which installs the Temporal dev server (${seconds} s)`),
  );
}

async function fill(target: string, tried: Attempt[], onProgress: (line: string) => void): Promise<AcquiredServer> {
  const downloadUrl = process.env['TFN_TEMPORAL_DOWNLOAD_URL'] || DEFAULT_DOWNLOAD_URL;
  try {
    onProgress(`Downloading the Temporal dev server (CLI ${TEMPORAL_CLI_VERSION}) from ${downloadUrl}`);
    await downloadCli({ target, downloadUrl, onProgress });
    return { path: target, source: 'download' };
  } catch (error) {
    onProgress(`The download failed: ${reason(error)}`);
    tried.push({ way: `a download from ${downloadUrl}`, why: reason(error) });
  }
  try {
    await buildDevServer({ target, onProgress });
    return { path: target, source: 'build' };
  } catch (error) {
    onProgress(`The build failed: ${reason(error)}`);
    tried.push({ way: 'a build with Go', why: reason(error) });
  }
  throw testingError('TFN_SERVER_NOT_FOUND', { tried });
}

/** Removes what killed downloads and builds left behind. Fresh files may belong to a process that still runs. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 60 * 60_000) rmSync(path, { recursive: true, force: true });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
