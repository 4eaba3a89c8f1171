import { connect, createServer } from 'node:http2';
import type { ClientHttp2Session, Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { openPollRelay } from '../../src/dev/relay/poll-relay.ts';
import type { PollRelay } from '../../src/dev/relay/poll-relay.ts';
import { freePort } from '../support/project.ts';

const service = '/temporal.api.workflowservice.v1.WorkflowService';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Answers as Temporal does. */
  answer(message: Buffer, status?: string): void;
}

let server: Http2Server;
let relay: PollRelay;
let versions: ClientHttp2Session[];
let asked: Asked[];
let arrived: () => void;

beforeEach(async () => {
  asked = [];
  versions = [];
  arrived = () => undefined;
  server = createServer().on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        asked.push({
          headers,
          body: Buffer.concat(chunks),
          answer(message, status = '0') {
            stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
            stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
            stream.end(frame(message));
          },
        });
        arrived();
      });
  });
  // One that nobody gets while the server is away.
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  relay = await openPollRelay({
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'secret',
    tls: false,
  });
});
afterEach(async () => {
  for (const session of versions) session.destroy();
  relay.close();
  await new Promise((done) => server.close(done));
});

/** The question with this number, once Temporal has it. */
async function question(number: number): Promise<Asked> {
  while (asked.length < number) await new Promise<void>((done) => (arrived = done));
  return asked[number - 1] as Asked;
}

interface Call {
  readonly reply: Promise<{ body: Buffer; status: unknown; message: unknown }>;
  cancel(): void;
}

/** Asks as the worker of a version does. */
function ask(version: string, method: string, message: Buffer, compressed = false): Call {
  const session = connect(`http://${relay.address}`).on('error', () => undefined);
  versions.push(session);
  const call = session.request({
    ...{ ':method': 'POST', ':path': `${service}/${method}`, 'content-type': 'application/grpc' },
    'tfn-version': version,
  });
  call.on('error', () => undefined);
  call.end(frame(message, compressed));
  const reply = new Promise<{ body: Buffer; status: unknown; message: unknown }>((done) => {
    const chunks: Buffer[] = [];
    let all: IncomingHttpHeaders = {};
    call.on('response', (headers) => (all = { ...all, ...headers }));
    call.on('trailers', (headers) => (all = { ...all, ...headers }));
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('close', () =>
      done({ body: Buffer.concat(chunks).subarray(5), status: all['grpc-status'], message: all['grpc-message'] }),
    );
  });
  return { reply, cancel: () => call.close(8) };
}

const poll = (queue: string): Buffer => Buffer.concat([field(1, 'default'), field(2, field(1, queue)), field(3, 'me')]);
const task = field(1, 'token');
const nothing = Buffer.alloc(0);

describe('the relay of polls', () => {
  test('gives a task that was asked for by a version that ended to the next that asks for the same', async () => {
    const before = ask('1', 'PollWorkflowTaskQueue', poll('orders'));
    const open = await question(1);
    before.cancel();
    await before.reply;
    void relay.retire('1');
    const other = ask('2', 'PollWorkflowTaskQueue', poll('mail'));
    const later = await question(2);
    const next = ask('2', 'PollWorkflowTaskQueue', poll('orders'), true);
    open.answer(task);
    expect(await next.reply).toMatchObject({ body: task, status: '0' });
    later.answer(nothing);
    expect(await other.reply).toMatchObject({ body: nothing, status: '0' });
    expect(asked).toHaveLength(2);
  });

  test('keeps a task until somebody asks, and gives none to a version that is retired', async () => {
    const before = ask('1', 'PollActivityTaskQueue', poll('orders'));
    const open = await question(1);
    void relay.retire('1');
    open.answer(task);
    const heard = jest.fn();
    void before.reply.then(heard);
    // It has passed the relay when another call has.
    const passed = ask('1', 'DescribeNamespace', nothing);
    (await question(2)).answer(nothing);
    await passed.reply;
    expect(heard).not.toHaveBeenCalled();
    expect(await ask('2', 'PollActivityTaskQueue', poll('orders')).reply).toMatchObject({ body: task });
    before.cancel();
  });

  /** Whether a promise has been kept once another call has passed the relay, which is number `count` that Temporal has. */
  async function isKept(promise: Promise<void>, count: number): Promise<boolean> {
    let kept = false;
    void promise.then(() => (kept = true));
    const passed = ask('2', 'DescribeNamespace', nothing);
    (await question(count)).answer(nothing);
    await passed.reply;
    return kept;
  }

  test('says that a version can be stopped when it has answered the workflow tasks that it was given', async () => {
    const before = ask('1', 'PollWorkflowTaskQueue', poll('orders'));
    (await question(1)).answer(task);
    await before.reply;
    const again = ask('1', 'PollWorkflowTaskQueue', poll('orders'));
    await question(2);
    const arrived = relay.retire('1');
    expect(await isKept(arrived, 3)).toBe(false);
    const other = ask('1', 'RespondWorkflowTaskCompleted', field(1, 'another token'));
    (await question(4)).answer(nothing);
    await other.reply;
    expect(await isKept(arrived, 5)).toBe(false);
    const done = ask('1', 'RespondWorkflowTaskCompleted', Buffer.concat([task, field(2, 'x'.repeat(300_000))]), true);
    (await question(6)).answer(nothing);
    await done.reply;
    await arrived;
    again.cancel();
  });

  test('says that a version can be stopped when it has the functions that it was given, so that it asks for others', async () => {
    const [first, second] = [
      ask('1', 'PollActivityTaskQueue', poll('orders')),
      ask('1', 'PollActivityTaskQueue', poll('orders')),
    ];
    await question(2);
    (await question(1)).answer(task);
    await Promise.race([first.reply, second.reply]);
    const arrived = relay.retire('1');
    expect(await isKept(arrived, 3)).toBe(false);
    const again = ask('1', 'PollActivityTaskQueue', poll('orders'));
    await arrived;
    for (const call of [first, second, again]) call.cancel();
  });

  test('says at once that a version can be stopped that was given nothing', async () => {
    await relay.retire('1');
  });

  test('passes everything else on as it is, with what Temporal must know of the user', async () => {
    const call = ask('1', 'StartWorkflowExecution', field(1, 'payload'));
    const { headers, body, answer } = await question(1);
    expect(body).toEqual(frame(field(1, 'payload')));
    expect(headers).toMatchObject({ ':path': `${service}/StartWorkflowExecution`, authorization: 'Bearer secret' });
    expect(headers).not.toHaveProperty('tfn-version');
    answer(field(2, 'x'.repeat(300_000)), '5');
    expect(await call.reply).toMatchObject({ body: field(2, 'x'.repeat(300_000)), status: '5' });
  });

  test('says that Temporal is not there, and goes on when it is back', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    for (const method of ['DescribeNamespace', 'PollWorkflowTaskQueue']) {
      const { status, message } = await ask('1', method, poll('orders')).reply;
      expect([status, decodeURIComponent(String(message))]).toEqual(['14', `connect ECONNREFUSED 127.0.0.1:${port}`]);
    }
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const call = ask('1', 'PollWorkflowTaskQueue', poll('orders'));
    (await question(1)).answer(task);
    expect(await call.reply).toMatchObject({ body: task, status: '0' });
  });
});

/** A field as protobuf writes it. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = [];
  for (let left = bytes.length; ; left >>>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left);
    if (left < 128) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

/** A message as gRPC sends it. */
function frame(message: Buffer, compressed = false): Buffer {
  const content = compressed ? gzipSync(message) : message;
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0);
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
}
