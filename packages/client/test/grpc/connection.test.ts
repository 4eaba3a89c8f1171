import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { createClient, tfn } from '@tfn/client';
import { startDenyingServer } from '../support/denying-server.ts';

const workflowId = 'order-1';
/** An address where nothing listens. */
const address = '127.0.0.1:1';

describe('a client whose Temporal cannot be reached', () => {
  it('rejects every call within the connect timeout, with address, reason and fix', async () => {
    const client = tfn.client({ temporal: { address, connectTimeout: 3000 } });
    const unreachable = {
      code: 'TFN_TEMPORAL_UNREACHABLE',
      message: expect.stringMatching(
        new RegExp(`^Temporal at '${address}' did not answer within 3 s: .*ECONNREFUSED.*Check that it runs there`),
      ),
      details: { address, seconds: 3 },
    };
    const handle = client.getHandle(workflowId);
    const list = async (): Promise<void> => {
      for await (const _ of client.list()) throw new Error('found something');
    };
    const calls = [
      client.start('x'),
      client.invoke('x'),
      handle.result(),
      handle.query('x'),
      handle.update('x'),
      client.cancel('x'),
      list(),
    ];
    for (const call of await Promise.allSettled(calls))
      expect(call).toMatchObject({ status: 'rejected', reason: unreachable });
    await client.close();
  });

  it('does not wait longer for a server that never answers', async () => {
    const silent = await listenSilently();
    const client = tfn.client({ temporal: { address: silent.address, connectTimeout: 200 } });
    await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    await client.close();
    await silent.stop();
  });

  it("does not wait longer over the user's connection", async () => {
    const connection = Connection.lazy({ address });
    const client = tfn.client({ temporal: { connection, connectTimeout: 100 } });
    await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE', details: { address } });
    await client.close();
  });

  it('connects again on the next call', async () => {
    const client = tfn.client({ temporal: { address, connectTimeout: 200 } });
    await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    await client.close();
  });
});

describe('a call that the server cancels at its deadline, before the client notices that the time is up', () => {
  it.each<[string, string, RegExp]>([
    ['start', 'TFN_TEMPORAL_UNREACHABLE', /^$/],
    ['describe', 'TFN_TEMPORAL_UNREACHABLE', /GetSystemInfo/],
    ['query', 'TFN_QUERY_FAILED', /GetSystemInfo/],
  ])('has had no answer in time: %s', async (call, code, accepts) => {
    const server = await startDenyingServer(1, 'Call cancelled', accepts);
    const client = tfn.client({ temporal: { address: server.address } });
    const handle = client.getHandle(workflowId);
    const calls: Record<string, () => Promise<unknown>> = {
      start: () => client.start('x'),
      describe: () => handle.describe(),
      query: () => handle.query('total'),
    };
    await expect(calls[call]?.()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/did not answer within 10 s|no worker of its task queue answered in time/),
    });
    await client.close();
    await server.stop();
  });
});

describe('a client without access', () => {
  it.each([
    [16, 'Request unauthorized'],
    [7, 'tenant may not write'],
  ])("says so, with Temporal's message (gRPC status %d)", async (code, reason) => {
    const server = await startDenyingServer(code, reason);
    const client = tfn.client({
      temporal: { address: server.address, namespace: 'shop', apiKey: 'wrong', tls: false },
    });
    await expect(client.start('x')).rejects.toMatchObject({
      code: 'TFN_AUTH_DENIED',
      message: expect.stringContaining(
        `denies access to the namespace 'shop': ${reason}. Check temporal.apiKey or temporal.tls`,
      ),
      details: { address: server.address, namespace: 'shop', reason },
    });
    await client.close();
    await server.stop();
  });
});

describe('a closed client', () => {
  it('rejects calls, including those in flight', async () => {
    const silent = await listenSilently();
    const client = tfn.client({ temporal: { address: silent.address } });
    const waiting = client.getHandle(workflowId).result();
    // By now Temporal's client is loaded and the call is in flight.
    await new Promise((resolve) => silent.server.once('connection', resolve));
    await client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED' });
    await expect(client.start('x')).rejects.toMatchObject({ code: 'TFN_CLIENT_CLOSED' });
    expect(() => client.temporal).toThrow(expect.objectContaining({ code: 'TFN_CLIENT_CLOSED' }));
    await silent.stop();
  });

  it('can be closed twice, or before it is used', async () => {
    const client = createClient();
    await client.close();
    await client.close();
  });
});

describe('a missing option', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-client-'));
  const file = join(folder, 'temporal.toml');
  const environment = { ...process.env };

  beforeAll(() => {
    writeFileSync(
      file,
      '[profile.default]\naddress = "toml:1"\nnamespace = "toml"\n[profile.other]\naddress = "other:2"\n',
    );
  });
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
    process.env['TEMPORAL_CONFIG_FILE'] = join(folder, 'none.toml');
  });
  afterAll(() => {
    process.env = environment;
    rmSync(folder, { recursive: true });
  });

  const settingsOf = (temporal: Parameters<typeof createClient>[0] = {}): unknown[] => {
    const { options, connection } = createClient(temporal).temporal;
    const { address } = (connection as unknown as { options: { address: string } }).options;
    return [address, options.namespace];
  };

  it('is localhost, and the namespace default', () => {
    expect(settingsOf()).toEqual(['localhost:7233', 'default']);
  });

  it("comes from Temporal's environment variables", () => {
    Object.assign(process.env, { TEMPORAL_ADDRESS: 'env:3', TEMPORAL_NAMESPACE: 'env' });
    expect(settingsOf()).toEqual(['env:3', 'env']);
    expect(settingsOf({ temporal: { address: 'given:4' } })).toEqual(['given:4', 'env']);
  });

  it('comes from a profile of the TOML file, beneath the environment', () => {
    process.env['TEMPORAL_CONFIG_FILE'] = file;
    expect(settingsOf()).toEqual(['toml:1', 'toml']);
    expect(settingsOf({ temporal: { profile: 'other' } })).toEqual(['other:2', 'default']);
    process.env['TEMPORAL_NAMESPACE'] = 'env';
    expect(settingsOf()).toEqual(['toml:1', 'env']);
  });

  it('is an error at the first call when it cannot be read', async () => {
    process.env['TEMPORAL_CONFIG_FILE'] = file;
    const client = tfn.client({ temporal: { profile: 'nowhere' } });
    await expect(client.start('x')).rejects.toMatchObject({
      code: 'TFN_CLIENT_CONFIG',
      message: expect.stringContaining('nowhere'),
    });
    writeFileSync(join(folder, 'broken.toml'), '[profile');
    process.env['TEMPORAL_CONFIG_FILE'] = join(folder, 'broken.toml');
    expect(() => createClient().temporal).toThrow(expect.objectContaining({ code: 'TFN_CLIENT_CONFIG' }));
  });
});

describe('a client that closes while a retry is overdue', () => {
  it('makes the retry before it closes the channel', async () => {
    const client = createClient({ temporal: { address: '127.0.0.1:1', connectTimeout: 300 } });
    await expect(client.getHandle('x').describe()).rejects.toMatchObject({ code: 'TFN_TEMPORAL_UNREACHABLE' });
    // A busy process: its timers run late.
    const until = Date.now() + 1500;
    while (Date.now() < until);
    await client.close();
    // A retry on a closed channel would throw in a timer, which fails the test.
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
});

describe("options of Temporal's own client", () => {
  it('are passed to it', () => {
    const client = createClient({
      identity: 'tests',
      temporal: { address: 'localhost:1', namespace: 'shop', metadata: { team: 'sales' } },
      clientOptions: { workflow: { queryRejectCondition: 'NOT_OPEN' } },
    });
    expect(client.temporal.options).toMatchObject({
      identity: 'tests',
      namespace: 'shop',
      workflow: { queryRejectCondition: 'NOT_OPEN' },
    });
    expect(client.temporal).toBe(client.temporal);
    expect((client.temporal.connection as unknown as { options: object }).options).toMatchObject({
      metadata: { team: 'sales' },
    });
  });

  it('are rejected when the client is made if they are invalid', () => {
    expect(() => createClient({ temporal: { connectTimeout: 'soon' as never } })).toThrow(
      "temporal.connectTimeout: 'soon' is not a duration",
    );
  });
});

describe('loading', () => {
  const load = (script: string): string =>
    execFileSync(process.execPath, ['-e', `const { tfn } = require('./dist/index.js'); ${script}`], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
    }).trim();
  const listLoaded = `console.log(Object.keys(require.cache).filter((file) => /@temporalio|@grpc/.test(file)).length)`;

  it('loads no Temporal package when a client and a handle are made', () => {
    expect(load(`const client = tfn.client(); client.getHandle('x'); client.close(); ${listLoaded}`)).toBe('0');
  });

  it("loads Temporal's client on first access", () => {
    expect(Number(load(`tfn.client().temporal; ${listLoaded}`))).toBeGreaterThan(0);
  });

  it('rejects a Node that is too old when a client is made', () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });`;
    const report = `try { tfn.client() } catch (error) { console.log(error.code) }`;
    expect(load(pretend + report)).toBe('TFN_NODE_TOO_OLD');
  });
});

/** A server that accepts connections and never answers. */
async function listenSilently(): Promise<{ address: string; server: Server; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server, stop };
}
