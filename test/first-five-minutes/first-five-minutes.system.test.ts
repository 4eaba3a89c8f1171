import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '@tfn/testing/server';
import type { DevServer } from '@tfn/testing/server';
import { eventually, freePort, startCommand } from '../../packages/cli/test/support/project.ts';
import type { Running } from '../../packages/cli/test/support/project.ts';
import { serveScopedRegistry } from './scoped-registry.ts';
import type { ScopedRegistry } from './scoped-registry.ts';

jest.setTimeout(1_200_000);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-five-minutes-')));
const shop = join(folder, 'shop');
/** npx caches installed packages in npm's cache by version alone, so it would use an earlier run's packages again. */
const npmCache = join(folder, 'npm-cache');
const steps: [name: string, seconds: number][] = [];
let registry: ScopedRegistry;
let running: Running | undefined;
/** Separate from the server of the other tests: the project's schedule has a fixed name. */
let server: DevServer;

beforeAll(async () => {
  const downloads = join(execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim(), '_cacache');
  mkdirSync(downloads, { recursive: true });
  mkdirSync(npmCache);
  symlinkSync(downloads, join(npmCache, '_cacache'));
  [server, registry] = await Promise.all([
    startDevServer({ startTimeout: 120_000 }),
    serveScopedRegistry(join(folder, 'tarballs')),
  ]);
});
afterAll(async () => {
  if (running !== undefined) await end(running, 'SIGKILL');
  await registry.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  const total = steps.reduce((sum, [, seconds]) => sum + seconds, 0);
  const lines = [...steps, ['all of it', total] as const].map(
    ([name, seconds]) => `  ${name.padEnd(52)} ${seconds.toFixed(1).padStart(6)} s`,
  );
  process.stdout.write(`\nThe first five minutes:\n${lines.join('\n')}\n\n`);
});

/** Runs the new user's next step, and records its duration. */
async function step<TResult>(name: string, action: () => Promise<TResult>): Promise<TResult> {
  const begin = performance.now();
  const result = await action();
  steps.push([name, (performance.now() - begin) / 1000]);
  return result;
}

/** Starts an npm command, which gets our packages only from the packed tarballs. */
function start(command: 'npm' | 'npx', args: readonly string[], env: Record<string, string> = {}, cwd = shop): Running {
  running = startCommand(args, {
    command,
    cwd,
    env: { ...env, 'npm_config_@tfn:registry': registry.url, npm_config_cache: npmCache },
    ownGroup: true,
  });
  return running;
}

/** Sends a signal to the command and all its processes, as a terminal does on Ctrl-C; resolves when all have exited. */
async function end({ process: { pid }, ended }: Running, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const send = (name: number | 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean => {
    try {
      return process.kill(-(pid as number), name);
    } catch {
      return false;
    }
  };
  send(signal);
  await ended;
  await eventually(async () => !send(0) || undefined);
}

async function run(command: 'npm' | 'npx', args: readonly string[], cwd = shop): Promise<string> {
  const started = start(command, args, {}, cwd);
  if ((await started.ended) !== 0) throw new Error(`'${command} ${args.join(' ')}' failed:\n${started.output()}`);
  return started.output();
}

async function greet(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/greetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"name":"Ada"}',
  });
  return response.json();
}

test('a new user creates a project, sees it live, changes it, tests it, builds it and starts it', async () => {
  const port = await freePort();
  await step('npx @tfn/cli init shop --yes', () =>
    run('npx', ['--yes', '@tfn/cli', 'init', 'shop', '--no-install', '--yes'], folder),
  );
  await step('npm install', () => run('npm', ['install', '--no-audit', '--no-fund']));

  const dev = start('npx', ['tfn', 'dev', '--no-ui'], { PORT: String(port) });
  await step('npx tfn dev, until it watches for changes', () => dev.until(/Watching for changes/));
  const first = await step('the first request, through real Temporal', () => greet(port));
  expect(first).toEqual({ greeting: 'Hello, Ada!' });
  const source = join(shop, 'functions/greetings.ts');
  writeFileSync(source, readFileSync(source, 'utf8').replace('Hello, ', 'Welcome, '));
  await step('a saved edit, until a request is answered by it', () =>
    eventually(async () => {
      const { greeting } = (await greet(port)) as { greeting: string };
      return greeting === 'Welcome, Ada!' || undefined;
    }),
  );
  await step('Ctrl-C, until no process is left', () => end(dev, 'SIGINT'));

  // The project's tests still expect the greeting from before the edit, and must fail.
  const tests = join(shop, 'functions/greetings.test.ts');
  await expect(run('npm', ['test'])).rejects.toThrow('Welcome, Ada!');
  writeFileSync(tests, readFileSync(tests, 'utf8').replace('Hello, ', 'Welcome, '));
  expect(await step('npm test', () => run('npm', ['test']))).toMatch(/Tests: +2 passed/);

  expect(await step('npx tfn build', () => run('npx', ['tfn', 'build']))).toMatch(/Built 1 functions?, 2 workflows/);
  const production = start('npx', ['tfn', 'start'], {
    PORT: String(port),
    TEMPORAL_ADDRESS: server.address,
  });
  await step('npx tfn start, until it serves', () => production.until(/HTTP on/));
  expect(await greet(port)).toEqual({ greeting: 'Welcome, Ada!' });
  await end(production, 'SIGTERM');
});
