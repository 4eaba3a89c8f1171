import type { TestEnv } from '@tfn/testing';
import { failureOf } from '../case.ts';
import type { Case } from '../case.ts';
import { awaitedLate, caught, handlersLeave, harmless, neverAwaited } from '../fixtures/unawaited.ts';

const LATE = ['run', 'local', 'helper', 'startChild', 'child.result', 'then', 'all', 'thrown', 'rejected', 'made'];
const NEVER = [
  ...['run', 'helper', 'startChild', 'then', 'finally', 'all', 'rejected'].map((kind) => `${kind} slowly`),
  ...['run', 'noticed at once', 'rejected', 'run again', 'rejected again'],
];

const CAUGHT = [
  ...['for await', 'for await of generator', 'for await of settled'],
  ...['', ' catch', ' made', ' resolve', ' all', ' settled'].map((kind) => `subclass${kind}`),
  ...['all', 'settled', 'race', 'any'].map((kind) => `thenable ${kind}`),
];

/** Rejections that no code awaits, or not yet. */
export const unawaitedCases: readonly Case[] = [
  ...LATE.map((kind) => ({
    name: `lets a rejection be awaited late: ${kind}`,
    run: async (env: TestEnv) => expect(await env.execute(awaitedLate, kind)).toBe(`${kind} broke`),
  })),
  ...NEVER.map((kind) => ({
    name: `fails a workflow that never awaits a rejection: ${kind}`,
    run: async (env: TestEnv) =>
      expect((await failureOf(env.execute(neverAwaited, kind))).details?.rootCause?.message).toBe(`${kind} broke`),
  })),
  ...CAUGHT.map((kind) => ({
    name: `completes a workflow that catches an error: ${kind}`,
    run: async (env: TestEnv) => expect(await env.execute(caught, kind)).toBe(`${kind} broke`),
  })),
  {
    name: 'fails a workflow that never awaits a rejection with no error',
    run: async (env: TestEnv) =>
      expect((await failureOf(env.execute(neverAwaited, 'odd'))).code).toBe('TFN_WORKFLOW_FAILED'),
  },
  ...(['signal', 'update'] as const).map((kind) => ({
    name: `fails a workflow whose handler never awaits a rejection: ${kind}`,
    async run(env: TestEnv) {
      const handle = await env.start(handlersLeave);
      await (kind === 'signal' ? handle.signal('leave', kind) : handle.update('leave', kind));
      expect(await handle.query('leave')).toBe('left');
      await env.sleep(300);
      await handle.signal('over');
      expect((await failureOf(handle.result())).details?.rootCause?.message).toBe(`${kind} broke`);
    },
  })),
  {
    name: 'ignores a rejection that a query leaves behind',
    async run(env: TestEnv) {
      const handle = await env.start(handlersLeave);
      expect(await handle.query('leave')).toBe('left');
      expect(await handle.query('leave')).toBe('left');
      await handle.signal('over');
      expect(await handle.result()).toBe('completed');
    },
  },
  {
    name: 'completes a workflow that has handled its rejections, or cancelled what rejects',
    run: async (env: TestEnv) => expect(await env.execute(harmless)).toBe('completed'),
  },
];
