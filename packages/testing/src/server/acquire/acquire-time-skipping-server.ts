import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testingError } from '../../errors.ts';
import type { AcquireOptions } from './acquire-dev-server.ts';
import { cacheDir, makeFolder } from './cache-dir.ts';
import { downloadArchive } from './download-archive.ts';
import { DEFAULT_DOWNLOAD_URL } from './download-cli.ts';
import { assertLockable, withFileLock } from './file-lock.ts';
import { freePorts, loopback } from '../launch/free-port.ts';
import { probeTemporal } from '../launch/grpc-probe.ts';
import { runCommand } from './run-command.ts';
import { javaCommand, toArchiveCommand, toServerCommand } from '../options/time-skipping-command.ts';

/** A time-skipping server that can be started: an executable, or a folder with the Java server's jars. */
export interface AcquiredTimeSkippingServer {
  readonly path: string;
  readonly source: 'option' | 'environment' | 'cache' | 'download' | 'maven';
}

/** The version to install. */
const TEST_SERVER_VERSION = '1.31.0';

/**
 * Finds or installs Temporal's time-skipping test server; starts nothing. In this order: the given path; our cache; Temporal's
 * download (abandoned after a few seconds without an answer); the Java server from Maven Central, by `mvn`, which `java` runs.
 * @throws {TfnError} TFN_TEST_SERVER_INVALID when the given path is no test server
 * @throws {TfnError} TFN_TEST_SERVER_NOT_FOUND when every way failed, with the reason of each
 */
export async function acquireTimeSkippingServer(options: AcquireOptions = {}): Promise<AcquiredTimeSkippingServer> {
  const fromEnvironment = process.env['TFN_TIME_SKIPPING_SERVER'];
  if (options.path) return checkGiven(options.path, 'option', 'the option path');
  if (fromEnvironment)
    return checkGiven(fromEnvironment, 'environment', 'the environment variable TFN_TIME_SKIPPING_SERVER');
  const folder = join(cacheDir(), 'temporal-test-server', `${TEST_SERVER_VERSION}-${process.platform}-${process.arch}`);
  const cached = findCached(folder);
  if (cached !== undefined) return cached;
  const onProgress = options.onProgress ?? (() => {});
  try {
    makeFolder(dirname(folder));
    assertLockable(`${folder}.lock`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw testingError('TFN_TEST_SERVER_NOT_FOUND', { tried: [{ way: `the cache ${folder}`, why }] });
  }
  return withFileLock(
    `${folder}.lock`,
    async () => findCached(folder) ?? (await install(folder, onProgress)),
    (holder, seconds) => onProgress(`Waiting for process ${holder.pid}, which installs the test server (${seconds} s)`),
  );
}

// --- internal ---

function checkGiven(path: string, source: 'option' | 'environment', from: string): AcquiredTimeSkippingServer {
  const found = toServerCommand(resolve(path));
  if (found !== undefined) return { path: resolve(path), source };
  const why = existsSync(path) ? 'the folder holds no temporal-test-server-….jar' : 'there is no such file';
  throw testingError('TFN_TEST_SERVER_INVALID', { path, from, why });
}

const EXECUTABLE = process.platform === 'win32' ? 'temporal-test-server.exe' : 'temporal-test-server';

function findCached(folder: string): AcquiredTimeSkippingServer | undefined {
  const path = [join(folder, EXECUTABLE), join(folder, 'lib')].find(
    (candidate) => toServerCommand(candidate) !== undefined,
  );
  return path === undefined ? undefined : { path, source: 'cache' };
}

type Attempt = { readonly way: string; readonly why: string };

async function install(folder: string, onProgress: (line: string) => void): Promise<AcquiredTimeSkippingServer> {
  const tried: Attempt[] = [{ way: `the cache ${folder}`, why: 'it is not there' }];
  const downloadUrl = process.env['TFN_TEMPORAL_DOWNLOAD_URL'] || DEFAULT_DOWNLOAD_URL;
  const ways = [
    {
      source: 'download',
      way: `a download from ${downloadUrl}`,
      run: (into: string) => download(into, { downloadUrl, onProgress }),
    },
    { source: 'maven', way: 'Maven', run: (into: string) => installWithMaven(into, onProgress) },
  ] as const;
  for (const { source, way, run } of ways) {
    const fresh = mkdtempSync(`${folder}.new-`);
    try {
      await run(fresh);
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
      const found = findCached(folder);
      if (found === undefined) throw new Error('the result is not usable');
      if (source === 'maven') await archiveClasses(found.path);
      return { path: found.path, source };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onProgress(`${way} failed: ${why}`);
      tried.push({ way, why });
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  throw testingError('TFN_TEST_SERVER_NOT_FOUND', { tried });
}

async function download(
  into: string,
  { downloadUrl, onProgress }: { downloadUrl: string; onProgress: (line: string) => void },
): Promise<void> {
  onProgress(`Downloading Temporal's test server from ${downloadUrl}`);
  const product = 'temporal-test-server/default';
  const path = await downloadArchive({ product, folder: into, downloadUrl, onProgress });
  renameSync(path, join(into, EXECUTABLE));
}

async function installWithMaven(into: string, onProgress: (line: string) => void): Promise<void> {
  const java = await runCommand(javaCommand(), ['-version'], { timeout: 20_000 });
  if (java.failure) throw new Error(`\`java\` is needed, but ${java.failure}`);
  onProgress(`Getting Temporal's test server ${TEST_SERVER_VERSION} with Maven: once, a few seconds`);
  writeFileSync(join(into, 'pom.xml'), POM);
  const args = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  const { failure, output } = await runCommand(process.platform === 'win32' ? 'mvn.cmd' : 'mvn', args, {
    cwd: into,
    timeout: 10 * 60_000,
  });
  if (failure) throw new Error(`\`mvn ${args.join(' ')}\`: ${failure} ${output.split('\n', 3).join(' | ')}`.trim());
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tfn</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * Runs the server once, so that Java stores the classes that it loaded: valid only for the jars' final location. Without that
 * archive it starts too, only slower.
 */
async function archiveClasses(lib: string): Promise<void> {
  const [port] = (await freePorts(1)) as [number];
  const { command, args } = toArchiveCommand(lib);
  const server = spawn(command, [...args, String(port)], { stdio: 'ignore', windowsHide: true });
  const gone = once(server, 'exit').catch(() => undefined);
  const deadline = Date.now() + 20_000;
  const target = { address: `${loopback}:${port}`, namespace: 'default' };
  while (server.exitCode === null && Date.now() < deadline) {
    if ((await probeTemporal(target, 1000)).state === 'ready') break;
    await sleep(50);
  }
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(timer);
}
