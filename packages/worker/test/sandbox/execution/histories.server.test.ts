import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { NativeConnection, Worker as TemporalWorker } from '@temporalio/worker';
import * as functions from '../../fixtures/histories/functions.ts';
import * as ours from '../../fixtures/histories/tfn.ts';
import { address, afterTasks, eventsOf, startHarness, until } from '../../support/harness.ts';
import type { Handle, Harness, History } from '../../support/harness.ts';

type Name = Exclude<keyof typeof ours, 'add' | 'fail' | 'gated'>;

/** A workflow that is written twice: its input, and the messages that it receives. */
interface Pair {
  name: Name;
  input?: unknown;
  during?: (handle: Handle, id: string) => Promise<void>;
}

const pairs: Pair[] = [
  { name: 'twoSteps', input: 1 },
  {
    name: 'parallel',
    async during(handle, id) {
      // Only after the workflow has handled the other function's result may this one end.
      await afterTasks(handle, 2);
      await until(() => functions.openGate(id));
    },
  },
  { name: 'sleeping' },
  {
    name: 'signalled',
    async during(handle) {
      await afterTasks(handle);
      expect(await handle.query('word')).toBe('');
      await handle.signal('say', 'hello');
    },
  },
  {
    name: 'updated',
    async during(handle) {
      await afterTasks(handle);
      expect(await handle.executeUpdate('add', { args: [1] })).toBe(2);
    },
  },
  { name: 'withChild' },
  {
    name: 'withChildHandle',
    async during(handle) {
      // Only after the parent has handled the arrival of its signal may the child end.
      await afterTasks(handle, 3);
      const started = (await eventsOf(handle)).find((event) => event.childWorkflowExecutionStartedEventAttributes);
      const child = started?.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId as string;
      await handle.client.getHandle(child).signal('say', 'goodbye');
    },
  },
  { name: 'again', input: 1 },
  { name: 'localSteps' },
  { name: 'failing' },
  { name: 'throwing' },
  {
    name: 'cancelled',
    async during(handle) {
      await afterTasks(handle);
      await handle.cancel();
    },
  },
  { name: 'overridden' },
  { name: 'external' },
  { name: 'changed' },
];

describe('the history of a workflow', () => {
  let harness: Harness;
  const rawQueue = `raw-${randomUUID()}`;
  let stopRaw: () => Promise<void>;

  beforeAll(async () => {
    harness = await startHarness(ours);
    const connection = await NativeConnection.connect({ address });
    const raw = await TemporalWorker.create({
      connection,
      taskQueue: rawQueue,
      activities: { ...functions },
      workflowsPath: join(__dirname, '../../fixtures/histories/raw.ts'),
    });
    const ended = raw.run();
    stopRaw = async () => {
      raw.shutdown();
      await ended;
      await connection.close();
    };
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
    await stopRaw();
  });

  const runOn = async ({ name, input, during }: Pair, taskQueue: string): Promise<History[]> => {
    const id = randomUUID();
    const { workflow } = harness.client;
    // The target of signals from outside runs only on our side, so that both sides signal the same workflow.
    const waiting = name === 'external' ? await harness.start(ours.signalled) : undefined;
    const arg = waiting?.workflowId ?? (name === 'parallel' ? id : input);
    const handle = await workflow.start(name, { taskQueue, workflowId: id, args: arg === undefined ? [] : [arg] });
    await during?.(handle as Handle, id);
    await handle.result().catch(() => undefined);
    await waiting?.result();
    const first = await workflow.getHandle(id, handle.firstExecutionRunId).fetchHistory();
    return name === 'again' ? [first, await workflow.getHandle(id).fetchHistory()] : [first];
  };

  test.each(pairs)('equals, event for event, the history of a hand-written one: $name', async (pair) => {
    const mine = await runOn(pair, harness.taskQueue);
    const raw = await runOn(pair, rawQueue);
    expect(mine.map(normalise)).toEqual(raw.map(normalise));
    expect(mine[0]?.events?.length).toBeGreaterThan(3);
  });
});

/** The fields that differ between any two runs: ids, times, queue names, sizes, identities and stack traces. */
const INCIDENTAL =
  /^(eventTime|taskId|requestId|identity|historySizeBytes|.*[rR]unId|workflowId|.*taskQueue|workerVersion|binaryChecksum|sdkMetadata|stackTrace|expirationTime|firstWorkflowTaskBackoff|requestIdInfos|protocolInstanceId|updateId|inboundUpdateId|acceptedRequestMessageId|buildId|createTime|expireTime)$/;

/** A history without the fields that differ between any two runs. Markers also contain times in their data. */
function normalise(history: History): unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, INCIDENTAL.test(key) ? typeof inner : stripData(key, inner)]),
    );
  };
  const stripData = (key: string, value: unknown): unknown =>
    key === 'data' && typeof value === 'string' ? withoutTimes(value) : strip(value);
  return strip(JSON.parse(historyToJSON(history)));
}

/** The data of a payload: JSON in base64, in which a local activity's marker stores its time. */
function withoutTimes(data: string): string {
  const text = Buffer.from(data, 'base64').toString();
  return text
    .replaceAll(/"(complete_time|original_schedule_time)":\{[^}]*\}/g, '$1')
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id');
}
