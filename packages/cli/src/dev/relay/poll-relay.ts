/**
 * Stands between Temporal and the processes of the versions, and asks for tasks in their name: a worker that stops drops the task that
 * reaches it just then, which Temporal misses only when it has timed out. Here it reaches the next version.
 * I1: a question for a task, once asked, waits for its answer, whoever has asked.
 * I2: a task goes to a version that asks and is not retired; while there is none, it waits.
 * I3: at most as many questions are open as versions have asked at once.
 * I4: everything else passes as it comes.
 */
import { createServer } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TemporalOptions } from '../../project/temporal-options.ts';
import { answer, ask, bodyOf, passOn, replyOf } from './exchange.ts';
import type { Reply } from './exchange.ts';
import { hasTask, queueOfPoll } from './poll-message.ts';
import { createUpstream } from './upstream.ts';

/** Where the processes of the versions find Temporal. */
export interface PollRelay {
  readonly address: string;
  /** From now on this version gets no task. */
  retire(version: string): void;
  close(): void;
}

/** The header by which a version tells who it is. */
export const versionHeader = 'tfn-version';

/** Listens on the loopback interface. */
export async function openPollRelay(temporal: TemporalOptions): Promise<PollRelay> {
  const upstream = createUpstream(temporal);
  const pools = new Map<string, Pool>();
  const retired = new Set<string>();
  const sessions = new Set<ServerHttp2Session>();

  const settle = (pool: Pool, reply: Reply): void => {
    pool.open -= 1;
    // What ends without a task is told only where nobody else asks for the one that waits.
    if (hasTask(reply.body)) pool.tasks.push(reply);
    else if (pool.open < pool.waiting.size) pool.tasks.push(reply);
    deliver(pool);
  };

  const poll = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    const body = await bodyOf(stream);
    const key = `${headers[':path']} ${queueOfPoll(body)}`;
    const pool = pools.get(key) ?? { waiting: new Map<ServerHttp2Stream, string>(), tasks: [], open: 0 };
    pools.set(key, pool);
    const version = String(headers[versionHeader]);
    if (stream.destroyed || retired.has(version)) return;
    pool.waiting.set(stream, version);
    stream.once('close', () => pool.waiting.delete(stream));
    deliver(pool);
    if (pool.open >= pool.waiting.size) return;
    pool.open += 1;
    const question = ask(upstream, headers);
    question.end(body);
    settle(pool, await replyOf(question));
  };

  const server = createServer({ settings: { maxConcurrentStreams: 10_000 } });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (polls.test(headers[':path'] ?? '')) poll(stream, headers).catch(() => stream.destroy());
    else passOn(stream, ask(upstream, headers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    retire(version) {
      retired.add(version);
      for (const { waiting } of pools.values())
        for (const [stream, asker] of waiting) if (asker === version) waiting.delete(stream);
    },
    close() {
      server.close();
      for (const session of sessions) session.destroy();
      upstream.close();
    },
  };
}

// --- internal ---

const polls = /\/Poll(?:Workflow|Activity)TaskQueue$/;

/** The questions for the tasks of one kind of one queue. */
interface Pool {
  /** Who asks, in this order, and of which version. */
  readonly waiting: Map<ServerHttp2Stream, string>;
  /** Answers that nobody has yet. */
  readonly tasks: Reply[];
  /** How many questions Temporal has. */
  open: number;
}

function deliver({ waiting, tasks }: Pool): void {
  for (const stream of waiting.keys()) {
    const reply = tasks.shift();
    if (reply === undefined) return;
    waiting.delete(stream);
    answer(stream, reply);
  }
}
