import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import { runStep, step } from '../fixtures/functions.ts';
import { slept } from '../fixtures/flow.ts';
import { counter } from '../fixtures/messages.ts';

const newId = (): string => `id-${Math.random()}`;

/** What a client sees. */
export const clientCases: readonly Case[] = [
  {
    name: 'joins a running workflow with the id',
    async run(env) {
      const workflowId = newId();
      const first = await env.start(counter, 1, { workflowId });
      const second = await env.start(counter, 9, { workflowId });
      expect(second.runId).toBe(first.runId);
      await second.signal('add', 1);
      expect(await first.result()).toBe(1);
    },
  },
  {
    name: 'returns the result of an ended workflow with the id',
    async run(env) {
      const workflowId = newId();
      expect(await env.execute(runStep, 'a', { workflowId })).toBe('a');
      expect(await env.execute(runStep, 'b', { workflowId })).toBe('a');
      expect(env.calls(step)).toHaveLength(1);
    },
  },
  {
    name: 'rejects a second start with onDuplicate fail',
    async run(env) {
      const workflowId = newId();
      await env.start(counter, 1, { workflowId });
      const error = await failureOf(env.start(counter, 1, { workflowId, onDuplicate: 'fail' }));
      expect(error.code).toBe('TFN_WORKFLOW_EXISTS');
    },
  },
  {
    name: 'starts a new run with onDuplicate restart',
    async run(env) {
      const workflowId = newId();
      const first = await env.start(counter, 1, { workflowId });
      const second = await env.start(counter, 2, { workflowId, onDuplicate: 'restart' });
      expect(second.runId).not.toBe(first.runId);
      expect((await failureOf(first.result())).code).toBe('TFN_WORKFLOW_TERMINATED');
      await second.signal('add', 2);
      expect(await second.result()).toBe(2);
    },
  },
  {
    name: 'terminates a workflow',
    async run(env) {
      const handle = await env.start(counter, 1);
      await handle.terminate('enough');
      const error = await failureOf(handle.result());
      expect(error.code).toBe('TFN_WORKFLOW_TERMINATED');
      expect(error.message).toContain('enough');
    },
  },
  {
    name: 'describes a workflow',
    async run(env) {
      const handle = await env.start(counter, 1, { memo: { team: 'orders' } });
      expect(await handle.describe()).toMatchObject({
        workflowType: 'counter',
        status: 'running',
        memo: { team: 'orders' },
      });
      await handle.signal('add', 1);
      await handle.result();
      expect(await handle.describe()).toMatchObject({ status: 'completed' });
    },
  },
  {
    name: 'reports a workflow that does not exist',
    run: async (env) =>
      expect((await failureOf(env.client.signal('no-such-id', 'add'))).code).toBe('TFN_WORKFLOW_NOT_FOUND'),
  },
  {
    name: 'starts after a delay',
    async run(env) {
      const before = await env.now();
      expect(await env.execute(slept, 1, { startDelay: 300 })).toBe('awake');
      expect((await env.now()).getTime() - before.getTime()).toBeGreaterThanOrEqual(300);
    },
  },
  {
    name: 'cancels before the first step',
    async run(env) {
      const handle = await env.start(slept, 60_000);
      await handle.cancel();
      expect((await failureOf(handle.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
    },
  },
];
