import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach, until } from '../support/scene.ts';
import type { Receipt, Scene } from '../support/scene.ts';

export const poison: readonly Fault[] = [
  {
    fault: 'Input that the worker cannot decode, sent without our client, beside 20 valid orders',
    effect: 'Its executions wait, and their histories show why; a worker that can decode it continues them',
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
    fault: 'Signals with a payload that the worker cannot decode',
    effect: 'Executions that receive one wait; after a reset to before it, they continue',
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

/** Temporal's own client, which sends this payload in place of every value. */
function poisonedClient({ client }: Scene, payload: Payload): Client {
  const { connection } = client.temporal;
  const codec = {
    encode: async (payloads: Payload[]) => payloads.map(() => payload),
    decode: async (payloads: Payload[]) => payloads,
  };
  return new Client({ connection, dataConverter: { payloadCodecs: [codec] } });
}

const eventsOf = async (handle: Handle): Promise<readonly Event[]> => (await handle.fetchHistory()).events ?? [];

/** Why the worker could not continue the execution; undefined while it can. */
async function failedTask(handle: Handle): Promise<string | undefined> {
  const failed = (await eventsOf(handle)).find((event) => event.workflowTaskFailedEventAttributes);
  return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

/** The event that completed the first task: from there on, the execution waits for signals. */
async function firstTaskEnd(handle: Handle): Promise<Long | undefined> {
  return (await eventsOf(handle)).find((event) => event.workflowTaskCompletedEventAttributes)?.eventId ?? undefined;
}

/** Like `temporal workflow reset --reapply-exclude Signal`. */
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
