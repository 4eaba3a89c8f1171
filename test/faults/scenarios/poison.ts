import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';
import type { Receipt, Scene } from '../support/scene.ts';

export const poison: readonly Fault[] = [
  {
    fault: 'Input that no converter of the worker reads, sent past our client, beside 20 orders that are well',
    effect: 'Its executions wait, and their histories tell why: a worker that can read it goes on with them',
    async prove(scene) {
      await scene.startWorker();
      const poisoned = await Promise.all(
        POISONS.map((payload, index) =>
          poisonedClient(scene, payload).workflow.start('processOrder', {
            taskQueue: scene.taskQueue,
            workflowId: `poisoned-${index}`,
            args: ['poison'],
          }),
        ),
      );
      const orders = scene.orders(20);
      const receipts = await forEach(orders, 20, (id) =>
        scene.client.invoke('processOrder', { id }, { workflowId: `order-${id}` }),
      );
      for (const handle of poisoned) {
        await until(async () => /Unknown encoding|Unterminated string/.test((await failedTask(handle)) ?? ''));
        expect((await handle.describe()).status.name).toBe('RUNNING');
        await handle.terminate();
      }
      return settle(scene, orders, receipts as Receipt[]);
    },
  },
  {
    fault: 'Signals whose payload no converter of the worker reads',
    effect: 'Executions that are sent one wait; reset to before it, they go on',
    async prove(scene) {
      await scene.startWorker();
      const orders = scene.orders(POISONS.length);
      const { workflow } = scene.client.temporal;
      const receipts = await Promise.all(
        orders.map(async (id, index) => {
          const { workflowId } = await scene.client.start('waitingOrder', { id }, { workflowId: `order-${id}` });
          const handle = workflow.getHandle(workflowId);
          await until(async () => (await firstTaskEnd(handle)) !== undefined);
          await poisonedClient(scene, POISONS[index] as Payload)
            .workflow.getHandle(workflowId)
            .signal('poison', 'poison');
          await until(async () => (await failedTask(handle)) !== undefined);
          await resetTo(scene, workflowId, (await firstTaskEnd(handle)) as Long);
          await handle.signal('go');
          return (await handle.result()) as Receipt;
        }),
      );
      return settle(scene, orders, receipts);
    },
  },
];

// --- internal ---

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const POISONS: readonly Payload[] = [
  { metadata: { encoding: bytes('binary/of-another-planet') }, data: bytes('?') },
  { metadata: { encoding: bytes('json/plain') }, data: bytes('{"id": "cut o') },
  { metadata: {}, data: bytes('?') },
];

type Handle = ReturnType<Client['workflow']['getHandle']>;
type Event = NonNullable<Awaited<ReturnType<Handle['fetchHistory']>>['events']>[number];
type Long = NonNullable<Event['eventId']>;

/** Temporal's own client, which sends this payload for whatever it is given. */
function poisonedClient({ client }: Scene, payload: Payload): Client {
  const { connection } = client.temporal;
  const codec = {
    encode: async (payloads: Payload[]) => payloads.map(() => payload),
    decode: async (payloads: Payload[]) => payloads,
  };
  return new Client({ connection, dataConverter: { payloadCodecs: [codec] } });
}

const eventsOf = async (handle: Handle): Promise<readonly Event[]> => (await handle.fetchHistory()).events ?? [];

/** Why the worker could not go on with the execution; undefined while it can. */
async function failedTask(handle: Handle): Promise<string | undefined> {
  const failed = (await eventsOf(handle)).find((event) => event.workflowTaskFailedEventAttributes);
  return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

/** The event by which the first task was done: the execution waits for signals from there on. */
async function firstTaskEnd(handle: Handle): Promise<Long | undefined> {
  return (await eventsOf(handle)).find((event) => event.workflowTaskCompletedEventAttributes)?.eventId ?? undefined;
}

/** As `temporal workflow reset --reapply-exclude Signal` does. */
async function resetTo({ client }: Scene, workflowId: string, event: Long): Promise<void> {
  await client.temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: event,
    requestId: workflowId,
    // RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL
    resetReapplyExcludeTypes: [1],
  });
}
