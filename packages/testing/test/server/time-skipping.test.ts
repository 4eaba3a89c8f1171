import { execFileSync } from 'node:child_process';
import * as diagnosticsChannel from 'node:diagnostics_channel';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { tfn } from '@tfn/testing';
import { acquireTimeSkippingServer } from '@tfn/testing/server';
import { writeExecutable } from './support/executables.ts';
import { closeServer, listenOnFreePort } from './support/ports.ts';

const saved = { ...process.env };
let folder: string;

const bin = (name: string): string => join(folder, 'bin', name);
const cached = (): string =>
  join(folder, 'cache', 'temporal-test-server', `1.31.0-${process.platform}-${process.arch}`, 'temporal-test-server');

/** A machine whose PATH contains only what a test puts there, and on which downloads fail. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfn-ts-'));
  mkdirSync(join(folder, 'bin'));
  process.env = {
    PATH: join(folder, 'bin'),
    TFN_CACHE_DIR: join(folder, 'cache'),
    TFN_TEMPORAL_DOWNLOAD_URL: 'http://127.0.0.1:1',
  };
});

afterEach(() => {
  process.env = { ...saved };
  rmSync(folder, { recursive: true });
});

test('accepts a folder with the jars of the test server, or an executable', async () => {
  writeFileSync(join(folder, 'temporal-test-server-1.0.0.jar'), '');
  expect(await acquireTimeSkippingServer({ path: folder })).toEqual({ path: folder, source: 'option' });
  process.env['TFN_TIME_SKIPPING_SERVER'] = process.execPath;
  expect(await acquireTimeSkippingServer()).toEqual({ path: process.execPath, source: 'environment' });
});

test('rejects a path without a test server', async () => {
  await expect(acquireTimeSkippingServer({ path: folder })).rejects.toMatchObject({ code: 'TFN_TEST_SERVER_INVALID' });
});

describe('the order', () => {
  test('the cache comes before a download', async () => {
    writeExecutable(cached(), ['exit 1']);
    expect(await acquireTimeSkippingServer()).toEqual({ path: cached(), source: 'cache' });
  });

  test("Temporal's download comes before Maven, and is cached", async () => {
    writeExecutable(bin('mvn'), ['exit 1']);
    const served = writeExecutable(join(folder, 'served', 'temporal-test-server'), ['echo served']);
    const archive = pack(served);
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const archiveUrl = `http://127.0.0.1:${port}/archive`;
      if (request.url === '/archive') response.end(archive);
      else response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal-test-server' }));
    });
    const port = await listenOnFreePort(server);
    process.env['TFN_TEMPORAL_DOWNLOAD_URL'] = `http://127.0.0.1:${port}`;
    expect(await acquireTimeSkippingServer()).toEqual({ path: cached(), source: 'download' });
    await closeServer(server);
    expect(asked[0]).toMatch(/^\/temporal-test-server\/default\?.*format=tar\.gz/);
    expect(readFileSync(cached(), 'utf8')).toBe(readFileSync(served, 'utf8'));
    expect(await acquireTimeSkippingServer()).toEqual({ path: cached(), source: 'cache' });
  });

  test('Maven comes last, with progress, and runs only once', async () => {
    writeExecutable(bin('java'), ['exit 0']);
    writeExecutable(bin('mvn'), ['/bin/cat pom.xml', '/bin/mkdir lib', ': > lib/temporal-test-server-1.31.0.jar']);
    const lines: string[] = [];
    const lib = join(dirname(cached()), 'lib');
    const acquired = await acquireTimeSkippingServer({ onProgress: (line) => lines.push(line) });
    expect(acquired).toEqual({ path: lib, source: 'maven' });
    expect(lines).toEqual([
      expect.stringContaining("Downloading Temporal's test server from http://127.0.0.1:1"),
      expect.stringContaining('cannot be reached'),
      expect.stringContaining("Getting Temporal's test server 1.31.0 with Maven"),
    ]);
    writeExecutable(bin('mvn'), ['exit 1']);
    expect(await acquireTimeSkippingServer()).toEqual({ path: lib, source: 'cache' });
  });
});

describe('when no test server is available', () => {
  test('the error says what to install when Java is missing', async () => {
    const message = expect.stringMatching(/cannot be reached[^]*`java` is needed[^]*install a JDK/);
    await expect(acquireTimeSkippingServer()).rejects.toMatchObject({ code: 'TFN_TEST_SERVER_NOT_FOUND', message });
  });

  test('the error reports that Maven is missing, or how it failed', async () => {
    writeExecutable(bin('java'), ['exit 0']);
    await expect(acquireTimeSkippingServer()).rejects.toThrow(/`mvn .*`: there is no such file/);
    writeExecutable(bin('mvn'), ['echo "Unknown host repo" >&2', 'exit 1']);
    await expect(acquireTimeSkippingServer()).rejects.toThrow(/exit code 1 Unknown host repo/);
  });

  // As in a process in which no earlier test file started a server of this engine.
  const store = Symbol.for('@tfn/testing/store');
  const holder = diagnosticsChannel.channel as unknown as Record<symbol, unknown>;
  let kept: unknown;
  beforeEach(() => {
    kept = holder[store];
    holder[store] = undefined;
  });
  afterEach(() => {
    holder[store] = kept;
  });

  test('an environment reports the same, and does not fall back to another engine', async () => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
    const error = await tfn.testEnv().catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'TFN_TEST_SERVER_NOT_FOUND' });
    expect((error as Error).message).toMatch(/`java` and `mvn` are on PATH[^]*engine: 'memory'/);
    expect(printed.mock.calls.flat()).toContainEqual(expect.stringContaining("Downloading Temporal's test server"));
    printed.mockRestore();
  });
});

// --- internal ---

/** The archive of one file, as from Temporal's download service. */
function pack(file: string): Buffer {
  for (const name of ['tar', 'gzip']) {
    const real = (saved['PATH'] ?? '')
      .split(delimiter)
      .map((directory) => join(directory, name))
      .find(existsSync);
    if (real !== undefined && !existsSync(bin(name))) symlinkSync(real, bin(name));
  }
  return execFileSync('tar', ['-czf', '-', '-C', dirname(file), 'temporal-test-server'], { env: saved });
}
