import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeProject } from '../packages/cli/src/init/make-project.ts';
import { buildImage } from './containers/build-image.ts';
import type { Image } from './containers/build-image.ts';

jest.setTimeout(400_000);

const repository = resolve(__dirname, '..');
const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  packageManager: string;
};

/** Images and the project stand at the same depth, so that the lock file's paths of our packages hold in both. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-containers-')));
const project = join(folder, 'context', 'app');
const started: ChildProcess[] = [];
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  // Whoever the container's user is may read, and nothing else.
  chmodSync(folder, 0o755);
  env = makeEnvironment();
  const script = join(repository, 'scripts/pack-packages.mjs');
  const packed = execFileSync(process.execPath, [script, join(folder, 'tarballs')], { encoding: 'utf8' });
  makeProject({ folder: project, name: 'app', template: 'basic', manager: 'pnpm', force: false });
  const file = join(project, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  // Our packages as a registry would have them.
  const overrides = Object.fromEntries(
    Object.entries(JSON.parse(packed) as Record<string, string>).map(([name, path]) => [name, `file:${path}`]),
  );
  writeFileSync(file, JSON.stringify({ ...manifest, pnpm: { overrides } }));
  execFileSync('pnpm', ['install', '--lockfile-only', '--prefer-offline', '--silent'], { cwd: project, env });
});

afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('the Dockerfile of `tfn init` makes an API and a worker that serve, are healthy, and end when they are told to', async () => {
  const build = (target: string): Image =>
    buildImage({ context: project, dockerfile: 'Dockerfile', target, images: folder, env });
  const images = { worker: build('worker'), api: build('api') };
  // Only what runs: neither sources, nor what only tests and builds need.
  for (const path of ['dist/functions.js', 'dist/workflow-bundle.js', 'node_modules/@tfn/cli'])
    expect([path, existsSync(join(images.api.workdir, path))]).toEqual([path, true]);
  for (const path of ['functions', 'Dockerfile', '.env.example', 'node_modules/jest', 'node_modules/@tfn/testing'])
    expect([path, existsSync(join(images.api.workdir, path))]).toEqual([path, false]);

  const [worker, api] = [await start(images.worker), await start(images.api)];
  await worker.healthy();
  await api.healthy();
  const response = await fetch(`http://127.0.0.1:${api.port}/greetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ name: 'Ada' }),
  });
  expect([response.status, await response.json()]).toEqual([200, { greeting: 'Hello, Ada!' }]);
  expect(await Promise.all([worker.stop(), api.stop()])).toEqual([0, 0]);
});

// --- internal ---

interface Container {
  readonly port: number;
  /** Resolves once the image's own health check is content. */
  healthy(): Promise<void>;
  /** Sends what the image says to stop it; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Runs what a container of the image would, as a user who may change nothing there. Only ports are others. */
async function start(image: Image): Promise<Container> {
  const [port, telemetry] = [await freePort(), await freePort()];
  const [command = '', ...args] = image.command;
  const nobody = process.getuid?.() === 0 && image.user !== undefined ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(command, args, {
    cwd: image.workdir,
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      ...image.env,
      TEMPORAL_ADDRESS: process.env['TFN_TEST_ADDRESS'],
      PORT: String(port),
      HOST: '127.0.0.1',
      TFN_TELEMETRY_ADDRESS: `127.0.0.1:${telemetry}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...nobody,
  });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [check = '', ...checkArgs] = image.healthcheck.map((part) => part.replaceAll('9464', String(telemetry)));
  return {
    port,
    async healthy() {
      for (;;) {
        const ready = await fetch(`http://127.0.0.1:${telemetry}/readyz`, { headers: { connection: 'close' } }).catch(
          () => undefined,
        );
        if (ready?.status === 200) break;
        if ((child.exitCode ?? child.signalCode) !== null)
          throw new Error(`The container ended with ${child.exitCode}:\n${output}`);
        await new Promise((done) => setTimeout(done, 100));
      }
      expect(spawnSync(check, checkArgs).status).toBe(0);
    },
    stop() {
      child.kill(image.stopSignal as NodeJS.Signals);
      return ended;
    },
  };
}

/** `corepack` and `pnpm` as Node's image has them, at the version that the project names. */
function makeEnvironment(): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const write = (name: string, line: string): void =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  write('corepack', 'exit 0');
  write('pnpm', `exec npm exec --yes --package=${packageManager} -- pnpm "$@"`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:TEMPORAL_|TFN_|npm_|NODE_)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    CI: 'true',
    npm_config_prefer_offline: 'true',
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
