import { fail } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import * as children from '../fixtures/children.ts';
import { once, step } from '../fixtures/functions.ts';

/** Child workflows. */
export const childCases: readonly Case[] = [
  {
    name: 'passes a child its input and returns its result',
    run: async (env) => expect(await env.execute(children.parent, 4)).toBe(8),
  },
  {
    name: 'runs ten children in parallel',
    run: async (env) => expect(await env.execute(children.familyOf, 10)).toBe(90),
  },
  {
    name: 'mocks a child workflow, and records its calls',
    async run(env) {
      env.mock(children.doubles, (value) => value + 100);
      expect(await env.execute(children.parent, 4)).toBe(104);
      expect(env.calls(children.doubles)).toMatchObject([{ input: 4, result: 104 }]);
      expect(await env.execute(children.doubles, 4)).toBe(8);
    },
  },
  {
    name: 'fails a mocked child like a real one',
    async run(env) {
      env.mock(children.childFails, fail('mocked away'));
      expect(await env.execute(children.parentOfFailing)).toEqual(['ChildWorkflowFailure', 'ApplicationFailure']);
    },
  },
  {
    name: 'shows the failure of a child with its causes',
    async run(env) {
      env.mock(once, fail('broken'));
      const names = await env.execute(children.parentOfFailing);
      expect(names).toEqual(['ChildWorkflowFailure', 'ActivityFailure', 'ApplicationFailure']);
    },
  },
  {
    name: 'fails a parent that does not catch the error',
    async run(env) {
      env.mock(once, fail('broken'));
      const error = await failureOf(env.execute(children.parentThatFails));
      expect(error.details?.rootCause?.message).toBe('broken');
    },
  },
  {
    name: 'rejects a child whose id is taken, and names it',
    async run(env) {
      const workflowId = `taken-${Math.random()}`;
      const refused = `A workflow '${workflowId}' already exists, so 'doubles' was not started. Use another workflowId.`;
      const [awaited, opened] = await env.execute(children.catchesTaken, undefined, { workflowId });
      expect(awaited).toEqual(['TfnError', 'TFN_WORKFLOW_EXISTS', expect.stringContaining(refused)]);
      expect(opened).toEqual(awaited);
      const error = await failureOf(
        env.execute(children.namedChild, `${workflowId}-own`, { workflowId: `${workflowId}-own` }),
      );
      expect(error.details?.rootCause).toMatchObject({
        type: 'TFN_WORKFLOW_EXISTS',
        message: expect.stringContaining(refused.replace(workflowId, `${workflowId}-own`)),
      });
    },
  },
  { name: 'signals a child', run: async (env) => expect(await env.execute(children.signalsChild)).toBe(5) },
  {
    name: 'cancels a child',
    run: async (env) =>
      expect(await env.execute(children.cancelsChild)).toEqual(['ChildWorkflowFailure', 'CancelledFailure']),
  },
  {
    name: 'keeps an abandoned child running',
    async run(env) {
      const workflowId = await env.execute(children.abandons, 100);
      expect(await env.getHandle(workflowId).result()).toBe('slept');
      expect(env.calls(step)).toHaveLength(1);
    },
  },
  {
    name: 'terminates a child when its parent ends',
    async run(env) {
      const workflowId = await env.execute(children.leaves, env.engine === 'time-skipping');
      // Temporal's test server keeps it running.
      if (env.engine === 'time-skipping') return expect(await env.getHandle(workflowId).result()).toBe('slept');
      expect((await failureOf(env.getHandle(workflowId).result())).code).toBe('TFN_WORKFLOW_TERMINATED');
    },
  },
  {
    name: 'names a child',
    run: async (env) => expect(await env.execute(children.namedChild, `child-${Math.random()}`)).toEqual([true, 8]),
  },
  {
    name: 'returns the result of a child that continues as new',
    run: async (env) => expect(await env.execute(children.parentOfLoop)).toBe(42),
  },
];
