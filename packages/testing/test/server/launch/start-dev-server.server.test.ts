import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { Socket } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { acquireDevServer, startDevServer } from '../../../src/server/index.ts';
import type { DevServer, DevServerOptions } from '../../../src/server/index.ts';
import { freePort } from '../../../../cli/test/support/project.ts';
import { startOnPorts } from '../../../src/server/launch/start-dev-server.ts';
import { versionLine, writeExecutable } from '../support/executables.ts';
import { closeServer, isOpen, listenOnFreePort } from '../support/ports.ts';
import { isRunning } from '../support/processes.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const folder = useTempFolder();
const started: DevServer[] = [];

const start = async (options: DevServerOptions = {}): Promise<DevServer> => {
  const server = await startDevServer({ startTimeout: 100_000, ...options });
  started.push(server);
  return server;
};

const connections: Connection[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

/** A Temporal client of a server. */
const clientOf = async ({ address, namespace }: DevServer): Promise<Client> => {
  const connection = await Connection.connect({ address });
  connections.push(connection);
  return new Client({ connection, namespace });
};

/** Temporal's numbers for the types of search attributes. */
const [KEYWORD, DOUBLE] = [2, 4];

/** Makes servers write their logs to a folder of this process. */
const keepLogsApart = (): void => void jest.spyOn(os, 'tmpdir').mockReturnValue(folder());
afterEach(() => jest.restoreAllMocks());

describe('a started server', () => {
  test('is ready: gRPC answers, its namespace exists, its HTTP API serves, its process runs', async () => {
    const server = await start();
    expect(server.address).toBe(`127.0.0.1:${server.port}`);
    expect(server.namespace).toBe('default');
    const { workflowService } = await clientOf(server);
    expect(await workflowService.describeNamespace({ namespace: 'default' })).toMatchObject({
      namespaceInfo: { name: 'default' },
    });
    expect(server.httpAddress).toBe(`127.0.0.1:${server.httpPort}`);
    const answer = await fetch(`http://${server.httpAddress}/api/v1/namespaces/default`);
    expect(answer.status).toBe(200);
    expect(isRunning(server.pid!)).toBe(true);
    expect(server.uiPort).toBeUndefined();
  });

  test("also starts from Temporal's own test environment, which is given its path", async () => {
    const { path } = await acquireDevServer();
    const env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path } } });
    try {
      const { namespaceInfo } = await env.connection.workflowService.describeNamespace({ namespace: 'default' });
      expect(namespaceInfo?.name).toBe('default');
    } finally {
      await env.teardown();
    }
  });

  test('is gone after stop(): its process, its ports and its temporary log', async () => {
    const server = await start();
    expect(existsSync(server.logFile!)).toBe(true);
    await server.stop();
    expect(isRunning(server.pid!)).toBe(false);
    expect(await isOpen(server.port)).toBe(false);
    expect(await isOpen(server.httpPort!)).toBe(false);
    expect(existsSync(server.logFile!)).toBe(false);
    await expect(server.stop()).resolves.toBeUndefined();
  });

  test('is gone when it is disposed', async () => {
    const server = await start();
    await server[Symbol.asyncDispose]();
    expect(isRunning(server.pid!)).toBe(false);
  });

  test('has the requested namespaces and search attributes', async () => {
    const server = await start({
      namespace: 'orders',
      namespaces: ['billing'],
      searchAttributes: { CustomerId: 'Keyword', Amount: 'Double' },
    });
    expect(server.namespace).toBe('orders');
    const { connection, workflowService } = await clientOf(server);
    const { namespaces } = await workflowService.listNamespaces({});
    expect(namespaces.map(({ namespaceInfo }) => namespaceInfo?.name)).toEqual(
      expect.arrayContaining(['orders', 'billing', 'default']),
    );
    const { customAttributes } = await (connection as Connection).operatorService.listSearchAttributes({
      namespace: 'orders',
    });
    expect(customAttributes).toMatchObject({ CustomerId: KEYWORD, Amount: DOUBLE });
  });

  test('serves the web UI on request, at the requested port', async () => {
    const port = await freePort();
    const server = await start({ uiPort: port });
    expect(server.uiPort).toBe(port);
    const page = await fetch(server.uiUrl!);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
  });

  test('is not ready before its web UI is', async () => {
    const { path: real } = await acquireDevServer();
    const path = writeExecutable(join(folder(), 'temporal'), [
      `exec '${real}' "$@" $([ "$1" = server ] && echo --headless)`,
    ]);
    const [port, uiPort] = [await freePort(), await freePort()];
    let isReady = false;
    const starting = start({ path, port, uiPort }).finally(() => (isReady = true));
    while ((await startDevServer({ address: `127.0.0.1:${port}` }).catch(() => undefined)) === undefined)
      await sleep(20);
    await sleep(300);
    expect(isReady).toBe(false);
    const ui = createServer();
    await new Promise<void>((resolve) => ui.listen(uiPort, '127.0.0.1', resolve));
    await starting;
    await closeServer(ui);
  });

  test('uses the dynamic config of the user', async () => {
    const server = await start({ dynamicConfig: { 'limit.maxIDLength': 20 } });
    const { workflow } = await clientOf(server);
    const tooLong = workflow.start('x', { taskQueue: 'q', workflowId: 'w'.repeat(21) });
    await expect(tooLong).rejects.toMatchObject({ cause: { details: expect.stringMatching(/WorkflowId .*exceeds/) } });
  });

  test('writes to the requested log file and keeps it', async () => {
    const logFile = join(folder(), 'server.log');
    const server = await start({ logFile, logLevel: 'info' });
    await server.stop();
    expect(server.logFile).toBe(logFile);
    expect(readFileSync(logFile, 'utf8')).toContain(`:${server.port}`);
  });

  test('keeps its state in a database file between starts', async () => {
    const dbFilename = join(folder(), 'state.db');
    const first = await start({ dbFilename });
    await (await clientOf(first)).workflow.start('kept', { taskQueue: 'q', workflowId: 'kept-1' });
    await first.stop();
    const second = await start({ dbFilename });
    const handle = (await clientOf(second)).workflow.getHandle('kept-1');
    expect(await handle.describe()).toMatchObject({ workflowId: 'kept-1', type: 'kept', status: { name: 'RUNNING' } });
  });
});

describe('ports', () => {
  test('servers started at the same time get different ports, and all are ready', async () => {
    const servers = await Promise.all([1, 2, 3, 4].map(() => start()));
    const ports = servers.flatMap(({ port, httpPort }) => [port, httpPort]);
    expect(new Set(ports).size).toBe(8);
    for (const server of servers) expect(await isOpen(server.port)).toBe(true);
  });

  test('the requested port is used', async () => {
    const [port, httpPort] = [await freePort(), await freePort()];
    expect(await start({ port, httpPort })).toMatchObject({ port, httpPort });
  });

  test.each(['port', 'httpPort', 'uiPort'] as const)('a taken %s is an error that names it', async (option) => {
    const other = createServer();
    const port = await listenOnFreePort(other);
    const error = await startDevServer({ [option]: port }).catch((caught: unknown) => caught);
    await closeServer(other);
    expect(error).toMatchObject({
      code: 'TFN_SERVER_PORT_TAKEN',
      message: expect.stringContaining(`Port ${port} (${option})`),
    });
  });

  test.each(['grpc', 'http'])(
    'a %s port that another process takes between choice and use is replaced',
    async (name) => {
      const winner = await start();
      const { path } = await acquireDevServer();
      const choices = [{ [name]: winner.port }, {}];
      const server = await startOnPorts(path, {}, async () => ({
        grpc: await freePort(),
        http: await freePort(),
        ...choices.shift(),
      }));
      started.push(server);
      expect(choices).toEqual([]);
      expect([server.port, server.httpPort]).not.toContain(winner.port);
      expect(server.pid).not.toBe(winner.pid);
      expect(isRunning(server.pid!)).toBe(true);
    },
  );

  test('a port that is taken every time ends in the error of the last start', async () => {
    const winner = await start();
    const { path } = await acquireDevServer();
    let choices = 0;
    const losing = startOnPorts(path, {}, async () => {
      choices += 1;
      return { grpc: winner.port, http: await freePort() };
    });
    await expect(losing).rejects.toMatchObject({
      code: 'TFN_SERVER_START_FAILED',
      message: expect.stringContaining('address already in use'),
    });
    expect(choices).toBe(5);
  });
});

describe('a start that fails', () => {
  test('shows why with the end of the log, and leaves neither process nor log', async () => {
    keepLogsApart();
    await expect(startDevServer({ extraArgs: ['--no-such-flag'] })).rejects.toMatchObject({
      code: 'TFN_SERVER_START_FAILED',
      message: expect.stringMatching(/exit code 1.*\n.*unknown flag: --no-such-flag/s),
    });
    expect(readdirSync(folder())).toEqual([]);
  });

  test('times out when the server never becomes ready, and ends its processes', async () => {
    const pidFile = join(folder(), 'pid');
    const path = writeExecutable(join(folder(), 'temporal'), [
      `[ "$1" = --version ] && { echo "${versionLine()}"; exit; }`,
      'echo thinking about it',
      `echo $$ > ${pidFile}`,
      'exec sleep 600',
    ]);
    // The timeout starts here.
    const onSpawn = (): void => {
      while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') execFileSync('sleep', ['0.02']);
    };
    await expect(startDevServer({ path, onSpawn, startTimeout: 1000 })).rejects.toMatchObject({
      code: 'TFN_SERVER_START_TIMEOUT',
      message: expect.stringMatching(/within 1000 ms: .*ECONNREFUSED.*thinking about it/s),
    });
    expect(isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  test('names a log file that cannot be written', async () => {
    await expect(startDevServer({ logFile: join(folder(), 'no', 'folder.log') })).rejects.toMatchObject({
      code: 'TFN_SERVER_START_FAILED',
      message: expect.stringContaining('its log file cannot be written'),
    });
  });

  test('names an argument that no process can have', async () => {
    keepLogsApart();
    await expect(startDevServer({ extraArgs: ['a\0b'] })).rejects.toMatchObject({
      code: 'TFN_SERVER_START_FAILED',
      message: expect.stringContaining('without null bytes'),
    });
    expect(readdirSync(folder())).toEqual([]);
  });

  test.each<[DevServerOptions, string]>([
    [{ port: 70_000 }, "port is '70000'"],
    [{ uiPort: 1.5 }, "uiPort is '1.5'"],
    [{ startTimeout: 0 }, "startTimeout is '0'"],
    [{ address: 'http://localhost:7233' }, "address is 'http://localhost:7233'"],
  ])('names the invalid option: %j', async (options, message) => {
    await expect(startDevServer(options)).rejects.toMatchObject({
      code: 'TFN_SERVER_OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });
});

describe('the address of a running Temporal server', () => {
  test('is used directly, and stop() leaves the server running', async () => {
    const running = await start();
    const server = await startDevServer({ address: running.address, startTimeout: 100_000 });
    expect(server).toMatchObject({ address: running.address, namespace: 'default', port: running.port });
    expect(server.pid).toBeUndefined();
    await server.stop();
    expect(isRunning(running.pid!)).toBe(true);
    expect(await isOpen(running.port)).toBe(true);
  });

  test('is an error when nothing listens there', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await expect(startDevServer({ address })).rejects.toMatchObject({
      code: 'TFN_SERVER_ADDRESS_UNREACHABLE',
      message: expect.stringContaining(`No Temporal server answered at '${address}': connect ECONNREFUSED`),
    });
  });

  test('is an error when another kind of server listens there', async () => {
    const other = createServer((_request, response) => response.end('hello'));
    const address = `127.0.0.1:${await listenOnFreePort(other)}`;
    const error = await startDevServer({ address }).catch((caught: unknown) => caught);
    await closeServer(other);
    expect(error).toMatchObject({ code: 'TFN_SERVER_ADDRESS_UNREACHABLE' });
  });

  test('is an error when the server there does not answer', async () => {
    const sockets: Socket[] = [];
    const other = createSocketServer((socket) => sockets.push(socket));
    const address = `127.0.0.1:${await listenOnFreePort(other)}`;
    const error = await startDevServer({ address, startTimeout: 300 }).catch((caught: unknown) => caught);
    for (const socket of sockets) socket.destroy();
    await closeServer(other);
    expect(error).toMatchObject({
      code: 'TFN_SERVER_ADDRESS_UNREACHABLE',
      message: expect.stringContaining('no answer within 300 ms'),
    });
  });

  test('is an error when it lacks the namespace', async () => {
    const { address } = await start();
    await expect(startDevServer({ address, namespace: 'nowhere', startTimeout: 100_000 })).rejects.toMatchObject({
      code: 'TFN_SERVER_NAMESPACE_UNKNOWN',
      message: expect.stringContaining(`temporal operator namespace create --address ${address} --namespace nowhere`),
    });
  });
});
