import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireDevServer } from '../../../src/server/acquire/acquire-dev-server.ts';
import { hashDevServerSource } from '../../../src/server/acquire/dev-server-source.ts';
import { versionLine, writeCli, writeExecutable, writeGo } from '../support/executables.ts';
import { closeServer, listenOnFreePort } from '../support/ports.ts';
import { compileScript, isRunning, runScript, untilGone } from '../support/processes.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const folder = useTempFolder();
const realEnvironment = process.env;
const servers: Server[] = [];

const bin = (name: string): string => join(folder(), 'bin', name);
const cacheFolder = (): string =>
  join(folder(), 'cache', 'temporal-cli', `v1.9.1-${hashDevServerSource()}-${process.platform}-${process.arch}`);
const cached = (): string => join(cacheFolder(), 'temporal');

/** A machine whose PATH contains only what a test puts there, and on which downloads fail. */
beforeEach(() => {
  mkdirSync(join(folder(), 'bin'));
  process.env = {
    PATH: join(folder(), 'bin'),
    TFN_CACHE_DIR: join(folder(), 'cache'),
    TFN_TEMPORAL_DOWNLOAD_URL: 'http://127.0.0.1:1',
  };
});

afterEach(async () => {
  process.env = realEnvironment;
  await Promise.all(servers.splice(0).map(closeServer));
});

test('the version of a program is read once, and again when the program changes', async () => {
  const asked = join(folder(), 'asked');
  const path = join(folder(), 'program');
  // As large as a program, not as a script.
  const write = (server?: string): unknown =>
    writeExecutable(path, [`echo asked >> '${asked}'`, `echo "${versionLine(server)}"`, 'exit', '#'.repeat(1_000_000)]);
  const timesAsked = (): number => readFileSync(asked, 'utf8').trim().split('\n').length;
  write();
  for (const _ of [1, 2]) await expect(acquireDevServer({ path })).resolves.toEqual({ path, source: 'option' });
  expect(timesAsked()).toBe(1);
  write('1.20.0');
  await expect(acquireDevServer({ path })).rejects.toMatchObject({ code: 'TFN_SERVER_PATH_INVALID' });
  await expect(acquireDevServer({ path })).rejects.toMatchObject({ code: 'TFN_SERVER_PATH_INVALID' });
  expect(timesAsked()).toBe(3);
});

describe('a given path', () => {
  test('is used, and the option overrides the environment', async () => {
    const one = writeCli(join(folder(), 'one'));
    const two = writeCli(join(folder(), 'two'));
    process.env['TFN_TEMPORAL_CLI'] = two;
    await expect(acquireDevServer({ path: one })).resolves.toEqual({ path: one, source: 'option' });
    await expect(acquireDevServer()).resolves.toEqual({ path: two, source: 'environment' });
  });

  test.each<[string, (path: string) => unknown, RegExp]>([
    ['does not exist', () => undefined, /there is no such file/],
    ['is a directory', (path) => mkdirSync(path), /it is a directory/],
    ['is not executable', (path) => chmodSync(writeCli(path), 0o644), /it is not executable/],
    ['fails', (path) => writeExecutable(path, ['echo broken', 'exit 3']), /exit code 3 \(it printed: broken\)/],
    ['is another program', (path) => writeExecutable(path, ['echo hello']), /answered 'hello'/],
    ['is too old', (path) => writeCli(path, '1.20.4'), /its server 1\.20\.4 is older than 1\.27\.0/],
  ])('is an error when it %s, and nothing else is tried', async (_name, make, why) => {
    writeCli(bin('temporal'));
    const path = join(folder(), 'given');
    make(path);
    const acquired = acquireDevServer({ path });
    await expect(acquired).rejects.toMatchObject({
      code: 'TFN_SERVER_PATH_INVALID',
      message: expect.stringMatching(why),
    });
    await expect(acquired).rejects.toThrow(`'${path}' given by the option path`);
  });

  test('is named with the environment variable when it came from there', async () => {
    process.env['TFN_TEMPORAL_CLI'] = join(folder(), 'nothing');
    await expect(acquireDevServer()).rejects.toThrow('the environment variable TFN_TEMPORAL_CLI');
  });
});

describe('the order', () => {
  test('`temporal` on PATH comes before the cache', async () => {
    writeCli(cached());
    writeCli(bin('temporal'));
    await expect(acquireDevServer()).resolves.toEqual({ path: bin('temporal'), source: 'PATH' });
  });

  test('the cache comes before a `temporal` on PATH that is too old', async () => {
    writeCli(cached());
    writeCli(bin('temporal'), '1.9.0');
    await expect(acquireDevServer()).resolves.toEqual({ path: cached(), source: 'cache' });
  });

  test('a download comes before a build, and is cached', async () => {
    process.env['TFN_TEMPORAL_DOWNLOAD_URL'] = await serveDownload(writeCli(join(folder(), 'served', 'temporal')));
    writeGo(bin('go'), ['exit 1']);
    await expect(acquireDevServer()).resolves.toEqual({ path: cached(), source: 'download' });
    await expect(acquireDevServer()).resolves.toEqual({ path: cached(), source: 'cache' });
    expect(readdirSync(cacheFolder())).toEqual(['temporal']);
  });

  test('when a download is refused, Go builds our server program from a copy of its source, with progress', async () => {
    const [given, source] = [join(folder(), 'arguments'), join(folder(), 'source')];
    linkTools('cp');
    writeGo(bin('go'), [`echo "$@" > ${given}`, `cp -r . ${source}`]);
    const lines: string[] = [];
    const acquired = await acquireDevServer({ onProgress: (line) => lines.push(line) });
    expect(acquired).toEqual({ path: cached(), source: 'build' });
    expect(readFileSync(given, 'utf8')).toMatch(
      /^build -v -mod=readonly -trimpath .*-ldflags -s -w -o \S+\/temporal \.\n$/,
    );
    const own = join(__dirname, '..', '..', '..', 'devserver');
    expect(readdirSync(source)).toEqual(readdirSync(own));
    expect(readFileSync(join(source, 'go.mod'), 'utf8')).toContain('go.temporal.io/server v1.32.1\n');
    expect(lines).toEqual([
      expect.stringContaining('Downloading the Temporal dev server (CLI v1.9.1) from http://127.0.0.1:1'),
      expect.stringMatching(/The download failed: .* cannot be reached/),
      expect.stringContaining('Building the Temporal dev server with Go: about 5 minutes, once'),
    ]);
    expect(readdirSync(cacheFolder())).toEqual(['temporal']);
  });
});

describe('the build follows a failed download', () => {
  test.each<[string, () => Promise<string>, RegExp]>([
    ['never answers', () => serve(() => {}), /sent nothing for 4 s/],
    ['answers with an error', () => serve((_url, answer) => answer(503, 'down')), /answered 503/],
    ['answers with a page instead of JSON', () => serve((_url, answer) => answer(200, '<html>')), /named no archive/],
    [
      'brings no archive',
      () => serve((url, answer, base) => answer(200, url.startsWith('/cli') ? archiveInfo(base) : 'no archive')),
      /did not unpack/,
    ],
    [
      'brings something else than the CLI',
      () => serveDownload(writeExecutable(join(folder(), 'served', 'temporal'), ['echo hello'])),
      /the result is not usable: .*'hello'/,
    ],
  ])('when it %s', async (_name, start, why) => {
    process.env['TFN_TEMPORAL_DOWNLOAD_URL'] = await start();
    linkTar();
    writeGo(bin('go'));
    const lines: string[] = [];
    const acquired = await acquireDevServer({ onProgress: (line) => lines.push(line) });
    expect(acquired.source).toBe('build');
    expect(lines.find((line) => line.startsWith('The download failed'))).toMatch(why);
  });
});

test('a corrupt cache entry is replaced', async () => {
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(cached(), 'half a file', { mode: 0o755 });
  writeGo(bin('go'));
  const lines: string[] = [];
  const acquired = await acquireDevServer({ onProgress: (line) => lines.push(line) });
  expect(acquired).toEqual({ path: cached(), source: 'build' });
  expect(lines[0]).toContain(`Removing the cached ${cached()}`);
  expect(execFileSync(cached(), ['--version'], { encoding: 'utf8' })).toContain(versionLine());
});

describe('when nothing works', () => {
  test('one error lists every attempted way, the reason and the fix', async () => {
    writeCli(bin('temporal'), '1.2.3');
    writeExecutable(bin('go'), ['echo "go: no network" >&2', 'exit 1']);
    const error = await acquireDevServer().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'TFN_SERVER_NOT_FOUND' });
    const lines = (error as Error).message.split('\n');
    expect(lines).toEqual([
      'No Temporal dev server could be found or installed. Tried:',
      `  - ${bin('temporal')} (on PATH): its server 1.2.3 is older than 1.27.0`,
      `  - the cache ${cached()}: there is no such file`,
      expect.stringMatching(/- a download from http:\/\/127\.0\.0\.1:1: .*cannot be reached/),
      expect.stringMatching(/- a build with Go: `go build .*exit code 1: go: no network/),
      expect.stringMatching(/install the Temporal CLI .* TFN_TEMPORAL_CLI .* Go .* address/),
    ]);
    expect(readdirSync(cacheFolder())).toEqual([]);
  });

  test('the error names a missing Go as the reason', async () => {
    await expect(acquireDevServer()).rejects.toThrow('a build with Go: there is no `go` on PATH');
  });

  test('the error names a cache folder that cannot be created', async () => {
    writeFileSync(join(folder(), 'cache'), '');
    const acquired = acquireDevServer();
    await expect(acquired).rejects.toMatchObject({ code: 'TFN_SERVER_NOT_FOUND' });
    await expect(acquired).rejects.toThrow(`the cache ${cacheFolder()}: `);
  });
});

describe('several processes', () => {
  const acquireScript = (): string =>
    compileScript(
      folder(),
      `import { acquireDevServer } from './server/index.ts';
       void acquireDevServer({ onProgress: (line) => console.log(line) })
         .then(({ source }) => console.log('source ' + source));`,
    );

  test('build once: one builds while the others wait, with progress, and use its result', async () => {
    const [builds, mayEnd] = [join(folder(), 'builds'), join(folder(), 'may-end')];
    writeGo(bin('go'), [`echo build >> ${builds}`, `while [ ! -e ${mayEnd} ]; do /bin/sleep 0.1; done`]);
    const script = acquireScript();
    const scripts = [1, 2, 3].map(() => runScript(script));
    const whoWait = (): unknown[] =>
      scripts.filter(({ lines }) => lines.some((line) => line.startsWith('Waiting for process')));
    while (whoWait().length < 2) await sleep(20);
    writeFileSync(mayEnd, '');
    const sources = await Promise.all(scripts.map((each) => each.line('source ')));
    expect(sources.sort()).toEqual(['build', 'cache', 'cache']);
    expect(readFileSync(builds, 'utf8')).toBe('build\n');
    expect(whoWait()).toHaveLength(2);
    await Promise.all(scripts.map(({ ended }) => ended));
  });

  test('take over from a process that was killed with SIGKILL during the build', async () => {
    const goPid = join(folder(), 'go.pid');
    writeExecutable(bin('go'), [`echo $$ > ${goPid}`, 'echo begun', 'exec /bin/sleep 600']);
    const killed = runScript(acquireScript());
    await killed.line('Building');
    while (!existsSync(goPid) || readFileSync(goPid, 'utf8') === '') await new Promise(setImmediate);
    killed.process.kill('SIGKILL');
    await killed.ended;
    const build = Number(readFileSync(goPid, 'utf8'));
    process.kill(build, 'SIGKILL');
    await untilGone([build]);
    expect(isRunning(build)).toBe(false);
    writeGo(bin('go'));
    await expect(acquireDevServer()).resolves.toEqual({ path: cached(), source: 'build' });
  });
});

// --- internal ---

type Answer = (status: number, body: string | Buffer) => void;

/** A local download service, like a company's mirror. */
async function serve(handle: (url: string, answer: Answer, base: string) => void): Promise<string> {
  let base = '';
  const server = createServer((request, response) => {
    handle(request.url ?? '', (status, body) => response.writeHead(status).end(body), base);
  });
  servers.push(server);
  base = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  return base;
}

/** Serves `executable` in Temporal's protocol: a description of the archive, and the archive. */
function serveDownload(executable: string): Promise<string> {
  linkTar();
  const archive = join(folder(), 'archive.tar.gz');
  const [directory, name] = [join(executable, '..'), 'temporal'];
  execFileSync('tar', ['-czf', archive, '-C', directory, name], { env: realEnvironment });
  return serve((url, answer, base) => {
    if (url.startsWith('/cli/v1.9.1?') && url.includes('format=tar.gz')) answer(200, archiveInfo(base));
    else if (url === '/archive') answer(200, readFileSync(archive));
    else answer(404, '');
  });
}

function archiveInfo(base: string): string {
  return JSON.stringify({ archiveUrl: `${base}/archive`, fileToExtract: 'temporal' });
}

/** Puts the real tar, and gzip which it needs, on a test's PATH. */
function linkTar(): void {
  linkTools('tar', 'gzip');
}

/** Puts real programs on a test's PATH. */
function linkTools(...names: string[]): void {
  for (const name of names) {
    const real = (realEnvironment['PATH'] ?? '')
      .split(delimiter)
      .map((directory) => join(directory, name))
      .find(existsSync);
    if (real && !existsSync(bin(name))) symlinkSync(real, bin(name));
  }
}
