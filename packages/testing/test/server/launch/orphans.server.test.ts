import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDevServer } from '../../../src/server/index.ts';
import type { DevServerOptions } from '../../../src/server/index.ts';
import { childrenOf, compileScript, isRunning, runScript, untilGone } from '../support/processes.ts';
import type { RunningScript } from '../support/processes.ts';
import { isOpen } from '../support/ports.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const folder = useTempFolder();

/** A process that starts a server, reports it, and then runs `afterwards`. */
const runParent = (afterwards: string, options: DevServerOptions = {}): RunningScript =>
  runScript(
    compileScript(
      folder(),
      `import { startDevServer } from './server/index.ts';
       import { setTimeout as sleep } from 'node:timers/promises';
       void (async () => {
         const server = await startDevServer(${JSON.stringify({ startTimeout: 100_000, ...options })});
         console.log('server ' + JSON.stringify(server));
         ${afterwards}
       })();`,
    ),
    { ownGroup: true },
  );

/** The processes of a parent: the server and its watchdog. */
const startedBy = async (parent: RunningScript) => {
  const server = JSON.parse(await parent.line('server ')) as { pid: number; port: number; logFile: string };
  return { ...server, all: childrenOf(parent.process.pid!) };
};

const expectNothingLeft = async (server: Awaited<ReturnType<typeof startedBy>>): Promise<void> => {
  await untilGone([server.pid, ...server.all]);
  expect(isRunning(server.pid)).toBe(false);
  expect(await isOpen(server.port)).toBe(false);
  expect(existsSync(server.logFile)).toBe(false);
};

const waitForEver = 'await sleep(600_000);';

describe('a server without stop() is gone, with its watchdog and its log, after its parent', () => {
  test('was killed with SIGKILL', async () => {
    const parent = runParent(waitForEver);
    const server = await startedBy(parent);
    expect(server.all).toHaveLength(2);
    expect(server.all).toContain(server.pid);
    parent.process.kill('SIGKILL');
    expect(await parent.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await expectNothingLeft(server);
  });

  test('was killed with SIGKILL, and the server first closes its database', async () => {
    const logFile = join(folder(), 'server.log');
    const parent = runParent(waitForEver, { dbFilename: join(folder(), 'state.db'), logFile });
    const server = await startedBy(parent);
    parent.process.kill('SIGKILL');
    await untilGone(server.all);
    expect(readFileSync(logFile, 'utf8')).toContain('Stopping server...');
    expect(await isOpen(server.port)).toBe(false);
  });

  test('was ended with SIGTERM', async () => {
    const parent = runParent(waitForEver);
    const server = await startedBy(parent);
    parent.process.kill('SIGTERM');
    expect(await parent.ended).toEqual({ code: null, signal: 'SIGTERM' });
    await expectNothingLeft(server);
  });

  test('got Ctrl-C, which goes to its whole process group', async () => {
    const parent = runParent(waitForEver);
    const server = await startedBy(parent);
    process.kill(-parent.process.pid!, 'SIGINT');
    expect(await parent.ended).toEqual({ code: null, signal: 'SIGINT' });
    await expectNothingLeft(server);
  });

  // These three end on SIGUSR2, so that the test can see their processes first.
  test.each([
    ['called process.exit', 'process.exit(3);', 3],
    ['threw an uncaught exception', "throw new Error('unexpected');", 1],
    ['exited', '', 0],
  ])('%s', async (_name, afterwards, code) => {
    const parent = runParent(
      `const rest = setInterval(() => {}, 1000);
       process.once('SIGUSR2', () => { clearInterval(rest); ${afterwards} });
       console.log('waiting');`,
    );
    const server = await startedBy(parent);
    await parent.line('waiting');
    parent.process.kill('SIGUSR2');
    expect((await parent.ended).code).toBe(code);
    await expectNothingLeft(server);
  });
});

test('Ctrl-C leaves the server running until its parent has shut down', async () => {
  const parent = runParent(
    `process.once('SIGINT', async () => {
       await sleep(1500);
       const again = await startDevServer({ address: server.address, startTimeout: 100_000 });
       console.log('still answers at ' + again.address);
       await server.stop();
       process.exit(0);
     });
     console.log('waiting');
     ${waitForEver}`,
  );
  const server = await startedBy(parent);
  await parent.line('waiting');
  process.kill(-parent.process.pid!, 'SIGINT');
  expect(await parent.line('still answers at ')).toBe(`127.0.0.1:${server.port}`);
  expect((await parent.ended).code).toBe(0);
  await expectNothingLeft(server);
});

test('stop() works when the watchdog is gone', async () => {
  const before = childrenOf(process.pid);
  const server = await startDevServer({ startTimeout: 100_000 });
  const [watchdog, ...others] = childrenOf(process.pid).filter((pid) => ![...before, server.pid].includes(pid));
  expect(others).toEqual([]);
  process.kill(watchdog!, 'SIGKILL');
  await untilGone([watchdog!]);
  await server.stop();
  expect(isRunning(server.pid!)).toBe(false);
});

test('a server that died by itself can be stopped', async () => {
  const server = await startDevServer({ startTimeout: 100_000 });
  process.kill(server.pid!, 'SIGKILL');
  await untilGone([server.pid!]);
  await server.stop();
  expect(existsSync(server.logFile!)).toBe(false);
});

test('the log and the watchdog of a server that died by itself are gone after the parent', async () => {
  const parent = runParent(waitForEver);
  const server = await startedBy(parent);
  process.kill(server.pid, 'SIGKILL');
  await untilGone([server.pid]);
  expect(existsSync(server.logFile)).toBe(true);
  parent.process.kill('SIGKILL');
  await parent.ended;
  await expectNothingLeft(server);
});
