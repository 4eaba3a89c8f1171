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
import type { TemporalOptions } from '../../temporal/temporal-options.ts';
import { answer, ask, bodyOf, passOn, replyOf } from './exchange.ts';
import type { Reply } from './exchange.ts';
import { createHandedTasks } from './handed-tasks.ts';
import { hasTask, queueOfPoll, tokenOf } from './poll-message.ts';
import { createUpstream } from './upstream.ts';

/** Where the processes of the versions find Temporal. */
export interface PollRelay {
  readonly address: string;
  /** From now on this version gets no task; resolves when those that it was given have reached it. Then it can be stopped without loss. */
  retire(version: string): Promise<void>;
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
  const handed = createHandedTasks();

  const deliver = ({ waiting, tasks, isWorkflows }: Pool): void => {
    for (const [stream, { version, answered }] of waiting) {
      if (tasks.length === 0) return;
      waiting.delete(stream);
      // Whose end is not told yet.
      if (stream.destroyed || stream.closed) continue;
      const reply = tasks.shift() as Reply;
      answered();
      if (isWorkflows && hasTask(reply.body)) handed.handed(version, tokenOf(reply.body), stream.session);
      answer(stream, reply);
    }
  };

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
    const pool: Pool = pools.get(key) ?? {
      isWorkflows: workflowPolls.test(key),
      waiting: new Map(),
      tasks: [],
      open: 0,
    };
    pools.set(key, pool);
    const version = String(headers[versionHeader]);
    if (stream.destroyed) return;
    const answered = handed.asks(version, key);
    stream.once('close', answered);
    if (retired.has(version)) return;
    pool.waiting.set(stream, { version, answered });
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
    session.once('close', () => {
      sessions.delete(session);
      handed.lost(session);
    });
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const path = headers[':path'] ?? '';
    if (polls.test(path)) return void poll(stream, headers).catch(() => stream.destroy());
    passOn(stream, ask(upstream, headers));
    if (outcomes.test(path)) void bodyOf(stream).then((body) => handed.told(tokenOf(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    retire(version) {
      retired.add(version);
      for (const { waiting } of pools.values())
        for (const [stream, asker] of waiting) if (asker.version === version) waiting.delete(stream);
      return handed.taken(version);
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
const workflowPolls = /\/PollWorkflowTaskQueue /;
/** What a worker says of a workflow's task. */
const outcomes = /\/Respond(?:WorkflowTaskCompleted|WorkflowTaskFailed|QueryTaskCompleted)$/;

/** The questions for the tasks of one kind of one queue. */
interface Pool {
  readonly isWorkflows: boolean;
  /** Who asks, in this order. */
  readonly waiting: Map<ServerHttp2Stream, Asker>;
  /** Answers that nobody has yet. */
  readonly tasks: Reply[];
  /** How many questions Temporal has. */
  open: number;
}

interface Asker {
  readonly version: string;
  /** Ends its question. */
  answered(): void;
}
