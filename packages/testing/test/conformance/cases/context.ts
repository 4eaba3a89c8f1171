import type { ChildCancellationType } from '@tfn/core';
import { isCancellation, tfn } from '@tfn/core';
import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf, until } from '../case.ts';
import * as context from '../fixtures/context.ts';

/** Cancellation, scopes, and what a run knows and tells of itself. */
export const contextCases: readonly Case[] = [
  {
    name: 'cancels a function as its cancellation type says',
    async run(env) {
      const outcomes = await Promise.all(
        [
          { type: 'wait-cancellation-completed', rethrow: false } as const,
          { type: 'wait-cancellation-completed', rethrow: true } as const,
          { type: 'try-cancel', rethrow: false } as const,
          { type: 'abandon', rethrow: false } as const,
          { rethrow: false } as const,
        ].map((input) => env.execute(context.cancelsFunction, input)),
      );
      expect(outcomes).toEqual(['cleaned up, true', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    },
  },
  {
    name: 'cancels a child as its cancellation type says',
    async run(env) {
      const cancel = async (type: ChildCancellationType): Promise<unknown> => {
        const [workflowId, outcome] = await env.execute(context.cancelsChildAs, type);
        if (type === 'abandon') return [outcome, (await env.getHandle(workflowId).describe()).status];
        return [outcome, await env.getHandle(workflowId).result()];
      };
      expect(await cancel('wait-cancellation-completed')).toEqual(['obeyed', 'obeyed']);
      // Until Temporal's SDK tells them apart.
      expect(await cancel('wait-cancellation-requested')).toEqual(['obeyed', 'obeyed']);
      expect(await cancel('try-cancel')).toEqual(['cancelled', 'obeyed']);
      expect(await cancel('abandon')).toEqual(['cancelled', 'running']);
    },
  },
  {
    name: 'tells how a child ended whose scope was cancelled',
    async run(env) {
      // Temporal's test server lets its time jump before it passes the request on.
      if (env.engine === 'time-skipping') return;
      expect(await env.execute(context.cancelsChildScope)).toBe('obeyed');
    },
  },
  {
    name: 'cancels another workflow',
    async run(env) {
      const other = await env.start(context.obeys);
      expect(await env.execute(context.cancelsOther, other.workflowId)).toBe('requested');
      expect(await other.result()).toBe('obeyed');
      // Temporal's test server does not answer.
      if (env.engine === 'time-skipping') return;
      expect(await env.execute(context.findsNone, 'context-nobody')).toBe('ExternalWorkflowExecutionNotFound');
    },
  },
  {
    name: 'fails a workflow that cancels or signals without an id',
    async run(env) {
      for (const call of ['cancel', 'signal'] as const) {
        const error = await failureOf(env.execute(context.withoutId, call));
        expect(error.details?.rootCause).toMatchObject({ type: 'TFN_TARGET_INVALID' });
      }
    },
  },
  {
    name: 'cancels the steps of a scope when its timeout passes, with an error of its own',
    async run(env) {
      const late = await env.execute(context.limited, { timeout: '50ms', sleep: '1h' });
      expect(late).toMatchObject({ name: 'TfnError', code: 'TFN_SCOPE_TIMED_OUT', cancelled: false, cause: true });
      expect(late.after).toBeGreaterThanOrEqual(50);
      expect(late.after).toBeLessThan(60_000);
      expect(await env.execute(context.limited, { timeout: '1h', sleep: 10 })).toMatchObject({ result: 'done false' });
      expect(await env.execute(context.limited, { timeout: 20, sleep: '1h', inner: 'swallow' })).toMatchObject({
        result: 'swallowed true',
      });
      expect(await env.execute(context.limited, { timeout: 20, sleep: '1h', inner: 'throw' })).toMatchObject({
        name: 'RangeError',
      });
      expect(await env.execute(context.nested)).toBe('TFN_SCOPE_TIMED_OUT');
      const error = await failureOf(env.execute(context.limitedFails));
      expect(error.details?.rootCause).toMatchObject({ type: 'TFN_SCOPE_TIMED_OUT' });
    },
  },
  {
    name: 'cancels a scope by hand, and with its workflow',
    async run(env) {
      const stoppable = await env.start(context.stoppable);
      await stoppable.signal('stop');
      expect(await stoppable.result()).toBe('cancelled');
      const cancelled = await env.start(context.limitedCancelled);
      await cancelled.cancel();
      const error = await failureOf(cancelled.result());
      expect(error.code).toBe('TFN_WORKFLOW_CANCELLED');
      expect(isCancellation(error)).toBe(true);
    },
  },
  {
    name: 'knows its parent and its root',
    async run(env) {
      const handle = await env.start(context.family);
      const top = (await handle.result()) as Member;
      const { child: middle } = top;
      const of = ([workflowId, runId]: readonly [string, string]): object => ({ workflowId, runId });
      expect(top.self).toEqual([handle.workflowId, handle.runId]);
      expect(top.own.parent).toBeUndefined();
      expect(top.own.root).toBeUndefined();
      expect(middle.own.parent).toEqual({ ...of(top.self), namespace: 'default' });
      expect(middle.child).toMatchObject({ parent: { ...of(middle.self), namespace: 'default' } });
      expect(middle.own.root).toEqual(of(top.self));
      expect(middle.child).toMatchObject({ root: of(top.self) });
    },
  },
  {
    name: 'knows its first run and its limits',
    async run(env) {
      const handle = await env.start(context.aboutRun, true);
      const about = (await handle.result()) as Record<string, unknown>;
      expect(about).toMatchObject({ first: handle.runId, before: handle.runId, task: 10_000, run: 3_600_000 });
      expect(about).toMatchObject({ started: true, size: 'number' });
      expect(about['own']).not.toBe(handle.runId);
    },
  },
  {
    name: 'changes the memo of a run; the run that it continues as starts with the first memo',
    async run(env) {
      const before = { kept: 'k', stage: 'packed', list: [1, { a: 2 }] };
      const handle = await env.start(context.remembers);
      await until(async () => (await handle.describe()).memo['stage'] === 'packed');
      expect((await handle.describe()).memo).toEqual(before);
      await handle.signal('continue');
      // Temporal's test server starts it with none.
      const after = env.engine === 'time-skipping' ? {} : { kept: 'k', dropped: 'd' };
      expect(await handle.result()).toEqual({ before, after });
    },
  },
  {
    name: 'changes search attributes, and keeps the changes when it continues as new',
    async run(env) {
      // Temporal's test server knows only a few of its own, and registers none.
      if (env.engine === 'time-skipping') return;
      await registerAttributes(env);
      const searchAttributes = { TfnTier: 'silver', TfnGone: 'x' };
      const handle = await env.start(context.indexed, 'first', { searchAttributes });
      const indexed = { TfnTier: ['gold'], TfnTotal: [12], TfnPaid: [true], TfnTags: ['a', 'b'] };
      expect(await handle.result()).toMatchObject(indexed);
      expect(await handle.result()).not.toHaveProperty('TfnGone');
    },
  },
  {
    name: 'deprecates a patch',
    run: async (env) => expect(await env.execute(context.deprecates)).toBe('new code'),
  },
  {
    name: 'runs a declared function by what implements it, or by its mock',
    async run(env) {
      expect(await env.execute(context.priced, 4)).toBe(40);
      const error = await failureOf(env.execute(context.unpriced, 4));
      expect(error.details?.rootCause).toMatchObject({ type: 'TFN_FUNCTION_UNIMPLEMENTED' });
      env.mock(context.nobodys, (amount) => amount + 1);
      expect(await env.execute(context.unpriced, 4)).toBe(5);
      expect(env.calls(context.price)).toMatchObject([{ input: 4, result: 40 }]);
    },
  },
  {
    name: 'gives functions the client of the environment',
    async run(env) {
      expect(await env.run(context.asksClient, 4)).toBe(12);
      expect(await env.execute(context.asksThroughFunction, 5)).toBe(15);
      expect(env.calls(context.asksClient)).toMatchObject([{ input: 5, result: 15 }]);
    },
  },
];

// As a program does where the dependencies are.
const factor = 10;
tfn.implement(context.price, (amount) => amount * factor);

interface Member {
  readonly self: readonly [string, string];
  readonly own: { readonly parent?: object; readonly root?: object };
  readonly child: Member;
}

/** A real server refuses attributes that it does not know. */
export async function registerAttributes(env: TestEnv): Promise<void> {
  if (env.engine === 'memory') return;
  const { temporal } = env.client as unknown as { temporal: import('@temporalio/client').Client };
  const { operatorService } = temporal.connection as import('@temporalio/client').Connection;
  const [KEYWORD, INT, BOOL, KEYWORD_LIST] = [2, 3, 5, 7];
  const searchAttributes = { TfnTier: KEYWORD, TfnGone: KEYWORD, TfnTotal: INT, TfnPaid: BOOL, TfnTags: KEYWORD_LIST };
  const namespace = 'default';
  const known = async (): Promise<string[]> =>
    Object.keys((await operatorService.listSearchAttributes({ namespace })).customAttributes ?? {});
  if ((await known()).includes('TfnTags')) return;
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
  await until(async () => (await known()).includes('TfnTags'));
}
