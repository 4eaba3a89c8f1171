import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startDevServer } from '@tfn/testing/server';
import type { DevServer } from '@tfn/testing/server';
import { packPackages } from '../../../test/support/pack-packages.ts';
import { binary, eventually, freePort, runCommand, startCommand } from './support/project.ts';

jest.setTimeout(900_000);

const repository = resolve(__dirname, '../../..');
const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  packageManager: string;
};
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-made-')));
let tarballs: Record<string, string>;
/** A server for only these projects: their schedules have the names from the templates. */
let server: DevServer;

async function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['exec', '--yes', '--', packageManager, ...args], {
    cwd,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** Packs every package as it would be published. */
async function packAll(): Promise<Record<string, string>> {
  const files = Object.entries(await packPackages(join(folder, 'tarballs')));
  return Object.fromEntries(files.map(([name, file]) => [name, `file:${file}`]));
}

/** Creates a project and installs it, with our packages from the tarballs. */
async function makeAndInstall(name: string, template: string): Promise<string> {
  const root = join(folder, name);
  const args = ['init', root, '--template', template, '--package-manager', 'pnpm', '--no-install', '--yes'];
  expect(await runCommand([binary, ...args], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  const file = join(root, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, pnpm: { overrides: tarballs } }));
  await pnpm(['install', '--silent', '--prefer-offline', '--ignore-scripts'], root);
  return root;
}

const bin = (root: string, name: string): string => join(root, 'node_modules', '.bin', name);

async function post(port: number, path: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  tarballs = await packAll();
  server = await startDevServer({ startTimeout: 120_000 });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a new basic project tests, builds, starts and develops without changes', async () => {
  const root = await makeAndInstall(`basic-${randomUUID().slice(0, 8)}`, 'basic');
  const port = await freePort();
  const env = { TEMPORAL_ADDRESS: server.address, PORT: String(port) };
  const tested = await promisify(execFile)(bin(root, 'jest'), [], { cwd: root });
  expect(tested.stderr).toMatch(/Tests: +2 passed/);
  const built = await promisify(execFile)(bin(root, 'tfn'), ['build'], { cwd: root });
  expect(built.stdout).toContain('Built 1 functions, 2 workflows, 2 triggers');
  expect(built.stdout).not.toContain('The types were not checked');

  const started = startCommand(['start'], { cwd: root, env, command: bin(root, 'tfn') });
  try {
    await started.until(/HTTP on/);
    expect(await post(port, '/greetings', { name: 'Ada' })).toEqual({ status: 200, body: { greeting: 'Hello, Ada!' } });
    expect({ code: await started.stop('SIGTERM'), output: started.output() }).toMatchObject({ code: 0 });
    const developed = startCommand(['dev', '--no-ui'], {
      cwd: root,
      env: { PORT: String(port) },
      command: bin(root, 'tfn'),
    });
    try {
      await developed.until(
        /CRON 0 9 \* \* \* → countGuests[\s\S]*Next runs:\s+• \d{4}-\d{2}-\d{2} \d{2}:00:00  countGuests/,
      );
      await developed.until(/Watching for changes/);
      expect((await post(port, '/greetings', { name: 'Ada' })).status).toBe(200);
      const made = join(root, 'functions/greetings.ts');
      // A watcher never sees a half-written file.
      writeFileSync(`${made}.part`, readFileSync(made, 'utf8').replace('Hello, ', 'Welcome, '));
      renameSync(`${made}.part`, made);
      await developed.until(/reloaded in/);
      expect((await post(port, '/greetings', { name: 'Ada' })).body).toEqual({ greeting: 'Welcome, Ada!' });
      expect(await developed.stop('SIGINT')).toBe(0);
    } finally {
      await developed.stop('SIGKILL');
    }
  } finally {
    await started.stop('SIGKILL');
  }
});

test('a new monorepo tests, builds, runs its services and develops without changes', async () => {
  const root = await makeAndInstall(`mono-${randomUUID().slice(0, 8)}`, 'monorepo');
  const port = await freePort();
  const env = { TEMPORAL_ADDRESS: server.address, PORT: String(port) };
  const tested = await promisify(execFile)(bin(root, 'jest'), [], { cwd: root });
  expect(tested.stderr).toMatch(/Tests: +2 passed/);
  await pnpm(['-r', 'run', 'build'], root);

  const worker = startCommand([join(root, 'packages/worker/dist/index.js')], { cwd: root, env });
  const api = startCommand([join(root, 'packages/api/dist/index.js')], { cwd: root, env });
  try {
    await api.until(/http:\/\/localhost:/);
    const order = {
      id: randomUUID(),
      customer: { email: 'ada@example.com' },
      items: [{ sku: 'tea', quantity: 2, price: 5 }],
    };
    expect(await post(port, '/api/orders', order)).toEqual({ status: 202, body: { workflowId: `order-${order.id}` } });
    const response = await fetch(`http://127.0.0.1:${port}/api/orders/${order.id}`, {
      headers: { connection: 'close' },
    });
    expect(await response.json()).toMatchObject({ orderId: order.id, status: 'complete' });
  } finally {
    await Promise.all([worker.stop('SIGTERM'), api.stop('SIGTERM')]);
  }

  const developed = startCommand(['dev', '--address', server.address, '--task-queue', `orders-${randomUUID()}`], {
    cwd: root,
    env,
    command: bin(root, 'tfn'),
  });
  try {
    await developed.until(/POST \/api\/orders → processOrder/);
    await developed.until(/Watching for changes/);
    const order = { id: randomUUID(), customer: { email: 'ada@example.com' }, items: [] };
    const { status, body } = await post(port, '/api/orders', order);
    expect(status).toBe(202);
    await eventually(async () => {
      const run = await fetch(`http://127.0.0.1:${port}/runs/${(body as { workflowId: string }).workflowId}`);
      return JSON.stringify(await run.json()).includes('rejected') ? true : undefined;
    });
  } finally {
    await developed.stop('SIGINT');
  }
});
