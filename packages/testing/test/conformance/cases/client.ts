import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import { once, runStep, step } from '../fixtures/functions.ts';
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
    name: 'refuses an id to another workflow or function than the one that has it, running or closed',
    async run(env) {
      const [running, closed, called] = [newId(), newId(), newId()];
      const holder = await env.start(counter, 1, { workflowId: running });
      await env.execute(runStep, 'a', { workflowId: closed });
      expect(await env.client.invoke(step, 'a', { workflowId: called })).toBe('a');
      for (const onDuplicate of ['use-existing', 'restart', 'fail'] as const) {
        const refused = [
          env.start(runStep, 'b', { workflowId: running, onDuplicate }),
          env.start(counter, 1, { workflowId: closed, onDuplicate }),
          env.client.start(step, 'b', { workflowId: closed, onDuplicate }),
          env.client.start(once, 'b', { workflowId: called, onDuplicate }),
          env.start(runStep, 'b', { workflowId: called, onDuplicate }),
        ];
        const codes = refused.map(async (start) => (await failureOf(start)).code);
        expect(await Promise.all(codes)).toEqual(refused.map(() => 'TFN_WORKFLOW_EXISTS'));
      }
      expect(env.calls(step)).toHaveLength(2);
      expect(env.calls(once)).toHaveLength(0);
      expect(await env.client.invoke(step, 'b', { workflowId: called })).toBe('a');
      expect((await holder.describe()).status).toBe('running');
    },
  },
  {
    name: 'names what has an id that a start cannot take',
    async run(env) {
      const workflowId = newId();
      await env.client.invoke(step, 'a', { workflowId });
      const { message } = await failureOf(env.client.start(once, 'b', { workflowId }));
      expect(message).toContain(
        `'${workflowId}' already exists, so 'once' was not started: the function 'step' has the id`,
      );
    },
  },
  {
    name: 'signals with a start only a workflow of that type',
    async run(env) {
      const workflowId = newId();
      const holder = await env.start(counter, 1, { workflowId });
      const wrong = env.client.signalWithStart(slept, { workflowId, signal: 'add', payload: 1, input: 1 });
      expect((await failureOf(wrong)).code).toBe('TFN_WORKFLOW_EXISTS');
      expect((await holder.describe()).status).toBe('running');
      await env.client.signalWithStart(counter, { workflowId, signal: 'add', payload: 3, input: 1 });
      expect(await holder.result()).toBe(3);
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
