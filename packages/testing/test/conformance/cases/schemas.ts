import { randomUUID } from 'node:crypto';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import * as fixtures from '../fixtures/schemas.ts';

const stay = { nights: '2', guests: '3', from: '2026-03-01' };
const READ = '[2,3,true,2026,"double"]';
const wrong = { ...stay, guests: 'many' };
const unknownKey = { ...stay, pets: 1 };

/** What schemas make of inputs and results, wherever these come from. */
export const schemaCases: readonly Case[] = [
  {
    name: "gives a function its schema's output, wherever it is called",
    async run(env) {
      expect(await env.execute(fixtures.readStay, stay)).toBe(READ);
      expect(await env.execute(fixtures.readStayLocally, stay)).toBe(READ);
      expect(await env.execute(fixtures.runReadStay, stay)).toEqual([READ, READ]);
      expect(await env.run(fixtures.readStay, stay)).toBe(READ);
    },
  },
  {
    name: "gives the mock of a function its schema's output, and records it",
    async run(env) {
      const mock = env.mock(fixtures.readStay, ({ nights }) => `mocked ${nights + 1}`);
      expect(await env.execute(fixtures.readStay, stay)).toBe('mocked 3');
      expect((await env.execute(fixtures.runReadStay, stay))[0]).toBe('mocked 3');
      expect(mock.calls.map(({ input }) => input)).toEqual([1, 2].map(() => expect.objectContaining({ nights: 2 })));
    },
  },
  {
    name: 'parses the input of each attempt once',
    async run(env) {
      let attempts = 0;
      env.mock(fixtures.readStay, ({ nights }) => {
        attempts += 1;
        if (attempts === 1) throw new Error('busy');
        return String(nights);
      });
      expect(await env.execute(fixtures.readStay, stay)).toBe('2');
      expect(attempts).toBe(2);
    },
  },
  {
    name: 'fails a function that a workflow calls with a wrong input at once, with its path',
    async run(env) {
      const error = await failureOf(env.execute(fixtures.runReadStay, wrong));
      expect(error.details?.rootCause).toMatchObject({
        type: 'TFN_INPUT_INVALID',
        message: expect.stringMatching(/'readStay' does not match its schema: guests: /),
      });
      expect(env.calls(fixtures.readStay)).toHaveLength(1);
      for (const input of [wrong, unknownKey]) {
        expect((await failureOf(env.execute(fixtures.readStay, input))).code).toBe('TFN_INPUT_INVALID');
        expect((await failureOf(env.run(fixtures.readStay, input))).code).toBe('TFN_INPUT_INVALID');
      }
    },
  },
  {
    name: 'gives every reader the output of the output schema of a function',
    async run(env) {
      const total = '1.5 EUR';
      expect(await env.execute(fixtures.charge, 150)).toEqual({ total });
      expect(await env.execute(fixtures.runCharge, 150)).toEqual({ total });
      expect(await env.run(fixtures.charge, 150)).toEqual({ total });
    },
  },
  {
    name: "gives a workflow its schema's output, whoever starts it",
    async run(env) {
      expect(await env.execute(fixtures.bookStay, stay)).toBe(READ);
      expect(await env.client.invoke('bookStay', stay)).toBe(READ);
      expect(await env.execute(fixtures.bookForParent, stay)).toEqual([READ, READ]);
      expect(await startRaw(env, 'bookStay', stay)).toBe(READ);
    },
  },
  {
    name: 'parses the input of a workflow once, also when it continues as new and is retried',
    async run(env) {
      const input = { ...stay, again: '2' };
      expect(await env.execute(fixtures.bookTwice, input)).toBe(READ);
      expect(await startRaw(env, 'bookTwice', input)).toBe(READ);
    },
  },
  {
    name: 'fails a workflow that something else starts with a wrong input, or starts nothing',
    async run(env) {
      for (const input of [wrong, unknownKey]) {
        expect((await failureOf(env.execute(fixtures.bookStay, input))).code).toBe('TFN_INPUT_INVALID');
        const error = await failureOf(startRaw(env, 'bookStay', input));
        expect(error.details?.rootCause).toMatchObject({
          type: 'TFN_INPUT_INVALID',
          message: expect.stringMatching(/^The input of 'bookStay' does not match its schema: /),
        });
        const ofChild = await failureOf(env.execute(fixtures.bookForParent, input));
        expect(ofChild.details?.rootCause?.type).toBe('TFN_INPUT_INVALID');
      }
    },
  },
  {
    name: 'gives every reader the output of the output schema of a workflow',
    async run(env) {
      const paid = { total: '1.5 EUR' };
      for (const workflow of [fixtures.pay, fixtures.payAtLast, fixtures.payLater]) {
        const handle = await env.start(workflow, 150);
        expect(await handle.result()).toEqual(paid);
        expect(await env.client.getHandle(handle.workflowId).result()).toEqual(paid);
        expect(await env.client.getHandle(workflow, handle.workflowId).result()).toEqual(paid);
      }
      expect(await startRaw(env, 'schemas.pay', 150)).toEqual(paid);
    },
  },
  {
    name: 'fails a workflow whose result does not match its output schema',
    async run(env) {
      const error = await failureOf(env.execute(fixtures.payWrongly));
      expect(error).toMatchObject({
        code: 'TFN_WORKFLOW_FAILED',
        details: {
          rootCause: {
            type: 'TFN_OUTPUT_INVALID',
            message: expect.stringMatching(/^What the workflow 'schemas.payWrongly' returned .* schema: total: /),
          },
        },
      });
    },
  },
  {
    name: 'mocks a child with what its schemas return',
    async run(env) {
      const booked = env.mock(fixtures.bookStay, ({ nights }) => `mocked ${nights + 1}`);
      expect(await env.execute(fixtures.bookForParent, stay)).toEqual(['mocked 3', 'mocked 3']);
      expect(booked.calls[0]?.input).toMatchObject({ nights: 2 });
      env.mock(fixtures.pay, (cents) => ({ total: cents * 2 }));
      expect(await env.execute(fixtures.payLater, 150)).toEqual({ total: '3 EUR' });
    },
  },
  {
    name: 'awaits schemas',
    async run(env) {
      expect(await env.execute(fixtures.findKnown, { id: 'a' })).toEqual({ id: 'a' });
      expect(await startRaw(env, 'findKnown', { id: 'a' })).toEqual({ id: 'a' });
      const error = await failureOf(startRaw(env, 'findKnown', { id: 'b' }));
      expect(error.details?.rootCause?.message).toContain('id: is unknown');
    },
  },
  {
    name: 'replays what schemas have returned',
    async run(env) {
      for (const start of [
        () => env.start(fixtures.bookStay, stay),
        () => env.start(fixtures.bookForParent, stay),
        () => env.start(fixtures.payAtLast, 150),
      ]) {
        const handle = await start();
        await handle.result();
        await env.replay(await handle.history());
      }
      const { workflowId } = await env.client.temporal.workflow.start('bookStay', rawStart(env, stay));
      const raw = env.getHandle(workflowId);
      await raw.result();
      await env.replay(await raw.history());
    },
  },
];

/** Starts a workflow by Temporal's own client, which knows no schema. */
async function startRaw(env: TestEnv, workflow: string, input: unknown): Promise<unknown> {
  const { workflowId } = await env.client.temporal.workflow.start(workflow, rawStart(env, input));
  return env.getHandle(workflowId).result();
}

function rawStart(env: TestEnv, input: unknown): RawStart {
  const { taskQueue } = env.client;
  return {
    workflowId: `raw-${randomUUID()}`,
    taskQueue,
    args: [input],
    retry: { maximumAttempts: 2, initialInterval: 1, nonRetryableErrorTypes: ['TFN_INPUT_INVALID'] },
  };
}

type RawStart = WorkflowStartOptions & { readonly args: [unknown] };
