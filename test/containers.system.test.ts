import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeProject } from '../packages/cli/src/init/make-project.ts';
import type { TemplateName } from '../packages/cli/src/init/manifests.ts';
import { freePort } from '../packages/cli/test/support/project.ts';
import { buildImage } from './containers/build-image.ts';
import type { Image } from './containers/build-image.ts';
import { packPackages } from './support/pack-packages.ts';

jest.setTimeout(900_000);

const repository = resolve(__dirname, '..');
const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  packageManager: string;
};

/** Images and projects have the same depth, so that the lock files' paths of our packages are valid in both. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-containers-')));
const started: ChildProcess[] = [];
let env: NodeJS.ProcessEnv;
let tarballs: Record<string, string>;

beforeAll(async () => {
  // The container's user, whoever that is, may only read.
  chmodSync(folder, 0o755);
  env = makeEnvironment();
  tarballs = await packPackages(join(folder, 'tarballs'));
});

afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('the Dockerfile of `tfn init` builds an API and a worker that serve, are healthy, and stop on the stop signal', async () => {
  const context = make('basic');
  const build = (target: string): Image =>
    buildImage({ context, dockerfile: 'Dockerfile', target, images: join(folder, 'basic'), env });
  const images = { worker: build('worker'), api: build('api') };
  // Only files needed at run time: no sources, and nothing that only tests and builds need.
  expectFiles(images.api, {
    there: ['dist/functions.js', 'dist/workflow-bundle.js', 'node_modules/@tfn/cli'],
    missing: ['functions', 'Dockerfile', '.env.example', 'node_modules/jest', 'node_modules/@tfn/testing'],
  });

  const [worker, api] = [await start(images.worker), await start(images.api)];
  await worker.healthy();
  await api.healthy();
  expect(await post(api, '/greetings', { name: 'Ada' })).toEqual([200, { greeting: 'Hello, Ada!' }]);
  expect(await Promise.all([worker.stop(), api.stop()])).toEqual([0, 0]);
});

test('so do the Dockerfiles of a monorepo, each with only what its service needs', async () => {
  const context = make('monorepo');
  const build = (service: string): Image =>
    buildImage({ context, dockerfile: `packages/${service}/Dockerfile`, images: join(folder, service), env });
  const images = { worker: build('worker'), api: build('api') };
  expectFiles(images.worker, {
    there: ['packages/worker/dist/workflows.js', 'packages/worker/node_modules/@temporalio/worker'],
    missing: ['packages/functions/src', 'packages/worker/src', 'node_modules/turbo', 'node_modules/typescript'],
  });
  expectFiles(images.api, {
    there: ['packages/api/dist/index.js'],
    missing: ['packages/worker/dist', 'packages/functions/dist', 'node_modules/@temporalio/worker'],
  });

  const [worker, api] = [await start(images.worker), await start(images.api)];
  await worker.healthy();
  await api.healthy();
  const id = randomUUID();
  const order = { id, customer: { email: 'ada@example.com' }, items: [{ sku: 'tea', quantity: 2, price: 5 }] };
  expect(await post(api, '/api/orders', order)).toEqual([202, { workflowId: `order-${id}` }]);
  const response = await fetch(`http://127.0.0.1:${api.port}/api/orders/${id}`, { headers: { connection: 'close' } });
  expect(await response.json()).toMatchObject({ orderId: id, status: 'complete' });
  expect(await Promise.all([worker.stop(), api.stop()])).toEqual([0, 0]);
});

// --- internal ---

/** Creates a project with a lock file, and our packages as a registry would have them. */
function make(template: TemplateName): string {
  const context = join(folder, `${template}-project`, 'app');
  makeProject({ folder: context, name: 'app', template, manager: 'pnpm', force: false });
  const file = join(context, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  const overrides = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
  writeFileSync(file, JSON.stringify({ ...manifest, pnpm: { overrides } }));
  execFileSync('pnpm', ['install', '--lockfile-only', '--prefer-offline', '--silent'], { cwd: context, env });
  return context;
}

function expectFiles({ workdir }: Image, { there, missing }: { there: string[]; missing: string[] }): void {
  const found = (path: string): boolean => existsSync(join(workdir, path));
  expect(there.filter((path) => !found(path))).toEqual([]);
  expect(missing.filter(found)).toEqual([]);
}

async function post({ port }: Container, path: string, body: object): Promise<[status: number, body: unknown]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  return [response.status, await response.json()];
}

interface Container {
  readonly port: number;
  /** Resolves once the image's own health check passes. */
  healthy(): Promise<void>;
  /** Sends the image's stop signal; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** Runs the image's command as a container would, as a user without write access. Only the ports differ. */
async function start(image: Image): Promise<Container> {
  const [port, telemetry] = [await freePort(), await freePort()];
  const [command = '', ...args] = image.command;
  const unprivileged = process.getuid?.() === 0 && image.user !== undefined ? { uid: 65_534, gid: 65_534 } : {};
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
    ...unprivileged,
  });
  started.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [check = '', ...checkArgs] = image.healthcheck.map((part) =>
    part.replaceAll('9464', String(telemetry)).replaceAll('3000', String(port)),
  );
  const [checked = ''] = /http:[^']+/.exec(checkArgs.join(' ')) ?? [];
  return {
    port,
    async healthy() {
      for (;;) {
        const ready = await fetch(checked.replace('healthz', 'readyz'), { headers: { connection: 'close' } }).catch(
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

/** `corepack` and `pnpm` as in Node's image, at the version that the project names. */
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
