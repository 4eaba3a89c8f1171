import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Case } from '../case.ts';
import { failureOf, until } from '../case.ts';
import * as updates from '../fixtures/updates.ts';

const newId = (): string => `updated-${Math.random()}`;

/** How updates end, and those of Temporal's own client. */
export const updateCases: readonly Case[] = [
  {
    name: 'tells an update that failed from one that was rejected',
    async run(env) {
      const handle = await env.start(updates.desk);
      const outcome = async (name: string, input: unknown): Promise<string[]> => {
        const { code, message } = await failureOf(handle.update(name, input));
        return [String(code), /no (entry|such drawer|key)/.exec(message)?.[0] ?? message];
      };
      expect(await outcome('guarded', 'deny')).toEqual(['TFN_UPDATE_REJECTED', 'no entry']);
      expect(await outcome('guarded', 'break')).toEqual(['TFN_UPDATE_FAILED', 'no such drawer']);
      expect(await outcome('sync', 'break')).toEqual(['TFN_UPDATE_FAILED', 'no such drawer']);
      expect(await outcome('late', 'break')).toEqual(['TFN_UPDATE_FAILED', 'no key']);
      expect((await failureOf(handle.update('unknown', 'x'))).code).toBe('TFN_UPDATE_UNKNOWN');
      // None of it has hurt the workflow.
      expect(await handle.update('sync', 'open')).toBe('open');
      await handle.signal('close');
      expect(await handle.result()).toBe('closed');
    },
  },
  {
    name: 'starts an update, whose result can be had later, once for its id',
    async run(env) {
      const handle = await env.start(updates.desk);
      const update = await env.client.startUpdate(handle.workflowId, 'sync', 'open', { updateId: 'u' });
      expect([update.updateId, await update.result()]).toEqual(['u', 'open']);
      expect(await handle.update('sync', 'other', { updateId: 'u' })).toBe('open');
      const failing = await handle.startUpdate('late', 'break');
      expect((await failureOf(failing.result())).code).toBe('TFN_UPDATE_FAILED');
      expect((await failureOf(handle.startUpdate('guarded', 'deny'))).code).toBe('TFN_UPDATE_REJECTED');
      expect((await failureOf(handle.startUpdate('unknown', 'x'))).code).toBe('TFN_UPDATE_UNKNOWN');
      await handle.signal('close');
    },
  },
  {
    name: 'updates with a start: starts the workflow, joins it, and refuses an id of another workflow',
    async run(env) {
      const options = { workflowId: newId(), update: 'sync', payload: 'open' };
      const first = await env.client.updateWithStart(updates.desk, options);
      const second = await env.client.updateWithStart(updates.desk, options);
      expect([first.result, second.result]).toEqual(['open', 'open']);
      expect(second.handle.runId).toBe(first.handle.runId);
      const wrong = env.client.updateWithStart(updates.sleepsOnDesk, { ...options, input: 1000 });
      expect((await failureOf(wrong)).code).toBe('TFN_WORKFLOW_EXISTS');
      await first.handle.signal('close');
      expect(await second.handle.result()).toBe('closed');
    },
  },
  {
    name: 'answers an update while the workflow sleeps',
    async run(env) {
      const handle = await env.start(updates.sleepsOnDesk, 3_600_000);
      // An update may come before the first workflow task, and is then a part of it.
      await until(async () => (await handle.history()).lines.length === 2);
      expect(await handle.update('sync', 'open')).toBe('open');
      expect((await handle.history()).lines).toEqual([
        'started sleepsOnDesk 3600000',
        'sleep 1h (pending)',
        'update sync "open" → "open"',
      ]);
      expect(await handle.result()).toBe('open');
    },
  },
  {
    name: "starts an update, and gets its result later, through Temporal's own client",
    async run(env) {
      const { workflowId, ...handle } = await env.start(updates.desk);
      const native = env.client.temporal.workflow.getHandle(workflowId);
      const update = await native.startUpdate<string, [string]>('untilClosed', {
        args: ['note'],
        waitForStage: 'ACCEPTED',
        updateId: 'note-1',
      });
      expect(update).toMatchObject({ workflowId, updateId: 'note-1' });
      const again = native.getUpdateHandle<string>('note-1').result();
      await handle.signal('close');
      expect([await update.result(), await again]).toEqual(['note', 'note']);
      expect(await native.result()).toBe('closed');
    },
  },
  {
    name: "executes an update of Temporal's own client once for its id, and rejects what fails with Temporal's error",
    async run(env) {
      const { workflowId } = await env.start(updates.desk);
      const native = env.client.temporal.workflow.getHandle(workflowId);
      const count = async (): Promise<number> => native.executeUpdate<number, []>('count', { updateId: 'only' });
      expect([await count(), await count()]).toEqual([1, 1]);
      const failed = await failureOf(native.executeUpdate('sync', { args: ['break'] }));
      expect([failed.name, (failed.cause as Error).message]).toEqual(['WorkflowUpdateFailedError', 'no such drawer']);
    },
  },
  {
    name: 'updates with a start: starts the workflow, and joins it the second time',
    async run(env) {
      const workflowId = newId();
      const { workflow } = env.client.temporal;
      const start = (): WithStartWorkflowOperation<() => Promise<unknown>> =>
        new WithStartWorkflowOperation('desk', {
          workflowId,
          taskQueue: env.client.taskQueue,
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
      const first = start();
      const options = { args: ['open'] as [string], startWorkflowOperation: first };
      expect(await workflow.executeUpdateWithStart<() => Promise<unknown>, string, [string]>('sync', options)).toBe(
        'open',
      );
      const handle = await first.workflowHandle();
      expect(handle.workflowId).toBe(workflowId);
      const update = await workflow.startUpdateWithStart<() => Promise<unknown>, number, []>('count', {
        waitForStage: 'ACCEPTED',
        startWorkflowOperation: start(),
      });
      expect(await update.result()).toBe(1);
      await handle.signal('close');
      expect(await handle.result()).toBe('closed');
    },
  },
  {
    name: "runs, lists and reads workflows through Temporal's own client",
    async run(env) {
      const workflowId = newId();
      const { workflow } = env.client.temporal;
      const { taskQueue } = env.client;
      const handle = await workflow.start('desk', { workflowId, taskQueue, memo: { team: 'orders' } });
      expect(await handle.query('drawer')).toBe('shut');
      await handle.signal('close');
      expect(await workflow.result(workflowId)).toBe('closed');
      expect(await handle.describe()).toMatchObject({ status: { name: 'COMPLETED' }, memo: { team: 'orders' } });
      const { events } = await handle.fetchHistory();
      expect(events?.some((event) => event.workflowExecutionCompletedEventAttributes)).toBe(true);
      const taken = workflow.execute('desk', { workflowId, taskQueue, workflowIdReusePolicy: 'REJECT_DUPLICATE' });
      expect((await failureOf(taken)).name).toBe('WorkflowExecutionAlreadyStartedError');
    },
  },
];
