import { fail } from '@tfn/testing';
import type { Case } from '../case.ts';
import { DAY, failureOf, until } from '../case.ts';
import { step } from '../fixtures/functions.ts';
import * as messages from '../fixtures/messages.ts';

/** Signals, queries and updates. */
export const messageCases: readonly Case[] = [
  {
    name: 'keeps signals in order, even before the first await',
    async run(env) {
      const handle = await env.start(messages.early);
      await handle.signal('word', 'one');
      await handle.signal('word', 'two');
      expect(await handle.result()).toBe('one two');
    },
  },
  {
    name: 'starts with a signal',
    async run(env) {
      const workflowId = `early-${env.engine}-${Math.random()}`;
      await env.client.signalWithStart(messages.early, { workflowId, signal: 'word', payload: 'one' });
      await env.client.signal(workflowId, 'word', 'two');
      expect(await env.getHandle(workflowId).result()).toBe('one two');
    },
  },
  {
    name: 'keeps signals for a handler that is set later',
    async run(env) {
      const handle = await env.start(messages.lateHandler);
      await handle.signal('word', 'a');
      await handle.signal('word', 'b');
      expect(await handle.result()).toEqual(['a', 'b']);
    },
  },
  {
    name: 'stops waiting for a signal after the timeout',
    run: async (env) => expect(await env.execute(messages.impatient, DAY)).toBe('none'),
  },
  {
    name: 'completes handlers before the workflow ends',
    async run(env) {
      const handle = await env.start(messages.slowHandler);
      await handle.signal('word', 'a');
      expect(await handle.result()).toEqual(['a']);
    },
  },
  {
    name: 'fails a workflow whose signal handler throws',
    async run(env) {
      const handle = await env.start(messages.throwingHandler);
      await handle.signal('word');
      expect((await failureOf(handle.result())).details?.rootCause?.message).toBe('handler broke');
    },
  },
  {
    name: 'sums signals and answers typed queries',
    async run(env) {
      const handle = await env.start(messages.counter, 10);
      await handle.signal(messages.add, 4);
      expect(await handle.query(messages.total)).toBe(4);
      await handle.signal(messages.add, 6);
      expect(await handle.result()).toBe(10);
    },
  },
  {
    name: 'answers queries after the end',
    async run(env) {
      const handle = await env.start(messages.counter, 0);
      await handle.result();
      expect(await handle.query(messages.total)).toBe(0);
    },
  },
  {
    name: 'reports a query without a handler',
    async run(env) {
      const handle = await env.start(messages.counter, 1);
      expect((await failureOf(handle.query('missing'))).code).toBe('TFN_QUERY_UNKNOWN');
    },
  },
  {
    name: 'reports a query that throws',
    async run(env) {
      const handle = await env.start(messages.queryThrows);
      const error = await failureOf(handle.query('status'));
      expect(error.code).toBe('TFN_QUERY_FAILED');
      expect(error.message).toContain('no status yet');
    },
  },
  {
    name: 'answers an update that runs a function',
    async run(env) {
      const handle = await env.start(messages.counter, 8);
      expect(await handle.update(messages.put, 3)).toBe(3);
      expect(await handle.update(messages.put, 4)).toBe(7);
      await handle.signal(messages.add, 1);
      expect(await handle.result()).toBe(8);
    },
  },
  {
    name: 'rejects an update that its validator rejects',
    async run(env) {
      const handle = await env.start(messages.counter, 7);
      const error = await failureOf(handle.update(messages.put, -1));
      expect(error.code).toBe('TFN_UPDATE_REJECTED');
      expect(error.message).toContain('not below zero');
    },
  },
  {
    name: 'reports an update without a handler',
    async run(env) {
      const handle = await env.start(messages.counter, 7);
      expect((await failureOf(handle.update('missing'))).code).toBe('TFN_UPDATE_UNKNOWN');
    },
  },
  {
    name: 'answers an update whose function is retried',
    async run(env) {
      env.mock(step, [fail('busy'), async () => '0']);
      const handle = await env.start(messages.counter, 7);
      expect(await handle.update(messages.put, 3)).toBe(0);
      await handle.signal(messages.add, 7);
      expect(await handle.result()).toBe(7);
    },
  },
  {
    name: 'signals another workflow',
    async run(env) {
      const handle = await env.start(messages.counter, 5);
      expect(await env.execute(messages.sender, handle.workflowId)).toBe('sent');
      expect(await handle.result()).toBe(5);
    },
  },
  {
    name: 'reports to a workflow that the one it signals does not exist',
    run: async (env) => expect(await env.execute(messages.sendToNobody)).toBe('ApplicationFailure'),
  },
  {
    name: 'handles a signal by tfn.signal when the workflow does not',
    async run(env) {
      const handle = await env.start(messages.plain);
      await handle.signal('note', 'remember');
      await until(() => env.calls(step).length > 0);
      await handle.signal('end');
      expect(await handle.result()).toBe('plain');
      expect(env.calls(step).map(({ input }) => input)).toEqual(['remember']);
    },
  },
  {
    name: 'reports a signal to a workflow that has ended',
    async run(env) {
      const handle = await env.start(messages.counter, 0);
      await handle.result();
      const { code } = await failureOf(handle.signal(messages.add, 1));
      expect(code).toBe(env.engine === 'time-skipping' ? 'TFN_WORKFLOW_NOT_FOUND' : 'TFN_WORKFLOW_ENDED');
    },
  },
];
