import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf, until } from '../case.ts';
import * as ending from '../fixtures/ending.ts';
import { step } from '../fixtures/functions.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What becomes of messages when a run ends. */
export const endingCases: readonly Case[] = [
  {
    name: 'passes signals on to the next run, each once and in order',
    async run(env) {
      const handle = await env.start(ending.fives, { items: [], goal: 40 });
      for (const value of upTo(40)) await handle.signal(ending.item, value);
      await handle.signal('go');
      expect(await handle.result()).toEqual(upTo(40));
    },
  },
  {
    name: 'loses no signal that arrives while a run continues as new',
    async run(env) {
      const handle = await env.start(ending.fives, { items: [], goal: 40 });
      await handle.signal('go');
      await Promise.all(upTo(40).map((value) => env.client.signal(handle.workflowId, ending.item, value)));
      const taken = (await handle.result()) as number[];
      expect([...taken].sort((a, b) => a - b)).toEqual(upTo(40));
    },
  },
  {
    name: 'loses no signal that another workflow sends while a run continues as new',
    async run(env) {
      const [senders, count] = [3, 4];
      const handle = await env.start(ending.fives, { items: [], goal: senders * count, size: 1 });
      await handle.signal('go');
      // The server waits seconds before it repeats a signal of a workflow to a run that has just ended: few of them suffice.
      const sent = { to: handle.workflowId, count };
      await Promise.all(upTo(senders).map(() => env.execute(ending.sendAll, sent)));
      const taken = (await handle.result()) as number[];
      expect([...taken].sort((a, b) => a - b)).toEqual(upTo(count).flatMap((value) => Array(senders).fill(value)));
    },
  },
  {
    name: 'passes signals on whatever their payload, also those of names that nothing received yet',
    async run(env) {
      const handle = await env.start(ending.lateReceivers, 0);
      const values = [0, '', false, null, undefined, { deep: [1] }, 'last'];
      for (const value of values) await env.client.signal(handle.workflowId, 'other', value);
      await handle.signal('raw', 'kept');
      await handle.signal('raw');
      await handle.signal(ending.item, 1);
      await handle.signal(ending.item, 2);
      await handle.signal('end');
      expect(await handle.result()).toEqual({
        seen: [2, ...values],
        raw: ['kept', undefined],
      });
    },
  },
  {
    name: "passes signals on by Temporal's own continueAsNew",
    async run(env) {
      const handle = await env.start(ending.rawContinuing, 0);
      for (const value of upTo(3)) await handle.signal(ending.item, value);
      await handle.signal('go');
      expect(await handle.result()).toEqual([2, 2]);
    },
  },
  {
    name: 'passes signals on in a child workflow',
    run: async (env) => expect(await env.execute(ending.parentOfFives, 12)).toEqual(upTo(12)),
  },
  {
    name: 'gives the signals of the earlier run to every attempt of the next',
    async run(env) {
      const handle = await env.start(ending.retried, 0);
      await handle.signal(ending.item, 1);
      await handle.signal(ending.item, 2);
      await handle.signal('go');
      expect(await handle.result()).toEqual([1, 2]);
    },
  },
  {
    name: 'has every answered update and every signal in the outcome, when a function makes it',
    run: (env) => countAll(env, false),
  },
  {
    name: 'has every answered update and every signal in the outcome, when it is a plain value',
    run: (env) => countAll(env, true),
  },
  {
    name: 'answers an update that an earlier run has handled as that run did, and counts it once',
    async run(env) {
      const { workflowId } = await env.start(ending.answering, { total: 0, calls: 0, runs: 1 });
      const send = async (prefix: string): Promise<string[]> => {
        const updates = [ending.add, ending.fail, ending.large] as const;
        const answers: string[] = [];
        for (const update of updates)
          answers.push(
            await answerOf(
              env.client.update(workflowId, update as never, 101 as never, { updateId: prefix + update.name }),
            ),
          );
        return answers;
      };
      const next = async (runs: number): Promise<void> => {
        await env.client.signal(workflowId, 'next');
        await until(async () => (await answerOf(env.client.update(workflowId, ending.runsOf))) === String(runs));
      };
      const refused = expect.stringMatching(/^TFN_UPDATE_FAILED: .*RangeError: refused/);
      expect(await send('first ')).toEqual(['101', refused, 'x'.repeat(20_000)]);
      for (const runs of [2, 3]) {
        await next(runs);
        // What is too large to be kept is not answered, and not handled again either.
        const repeated = expect.stringMatching(
          /^TFN_UPDATE_FAILED: .*TFN_UPDATE_REPEATED: The update 'large' was sent again/,
        );
        expect(await send('first ')).toEqual(['101', refused, repeated]);
      }
      expect(await answerOf(env.client.update(workflowId, ending.add, 1))).toContain('too much');
      await env.client.signal(workflowId, ending.close);
      expect(await env.getHandle(workflowId).result()).toEqual({ total: 101, calls: 3, runs: 3 });
    },
  },
  {
    name: 'counts an update once that the server sends again to the next run',
    async run(env) {
      let isFree = false;
      const letGo: (() => void)[] = [];
      env.mock(ending.heldLocally, async (value) => {
        if (!isFree) await new Promise<void>((resolve) => letGo.push(resolve));
        return value;
      });
      const { workflowId } = await env.start(ending.addingHeld, { total: 0, runs: 1, isPlain: false });
      await until(() => letGo.length > 0);
      const answer = env.client.update(workflowId, ending.add, 5);
      // Because of the signal, the server stores the task that gets the update.
      await env.client.signal(workflowId, 'poke');
      letGo[0]?.();
      await until(() => letGo.length > 1);
      // When a request fails, the server forgets the updates that wait, and sends each again, after pauses that grow.
      const { options, workflowService } = env.client.temporal;
      const fail = async (): Promise<unknown> =>
        workflowService.respondActivityTaskCompletedById({
          namespace: options.namespace,
          workflowId,
          activityId: 'none',
        });
      const failUntil = async (end: number): Promise<void> => {
        for (; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) await fail().catch(() => {});
      };
      await failUntil(Date.now() + 300);
      isFree = true;
      for (const go of letGo) go();
      await failUntil(Date.now() + 200);
      expect(await answer).toBe(5);
      await env.client.signal(workflowId, ending.close);
      expect(await env.getHandle(workflowId).result()).toBe(5);
    },
  },
  {
    name: 'calls a function that was returned when the handlers have ended',
    run: async (env) => expect(await updateAtEnd(env, 'later')).toEqual([5, 5]),
  },
  {
    name: 'waits for handlers by ctx.handlersFinished',
    run: async (env) => expect(await updateAtEnd(env, 'wait')).toEqual([5, 5]),
  },
  {
    name: 'answers an update with an error when its handler ends after a plain value was returned',
    async run(env) {
      const [answer, result] = await updateAtEnd(env, 'plain');
      expect(answer).toMatch(/^TFN_UPDATE_FAILED: .*TFN_UPDATE_TOO_LATE: The update 'add' completed after/);
      expect(result).toBe(0);
    },
  },
  {
    name: "answers an update with an error also when Temporal's own setHandler set its handler",
    async run(env) {
      const handle = await env.start(ending.returning, 'plain');
      const answer = answerOf(handle.update('raw'));
      await untilUpdated(env, handle.workflowId);
      await handle.signal('go');
      expect(await answer).toContain("TFN_UPDATE_TOO_LATE: The update 'raw' completed after");
      expect(await handle.result()).toBe(0);
    },
  },
  {
    name: 'answers an update with an error when the workflow fails while its handler runs',
    async run(env) {
      const handle = await env.start(ending.returning, 'throw');
      expect(await answerOf(handle.update(ending.add, 5))).toMatch(/^TFN_/);
      expect((await failureOf(handle.result())).details?.rootCause?.message).toBe('broken');
    },
  },
  {
    name: 'passes on the signals, and rejects the updates, that arrive after the input of the next run was fixed',
    async run(env) {
      let letGo = (): void => {};
      env.mock(step, () => new Promise((resolve) => (letGo = () => resolve('held'))));
      const { workflowId } = await env.start(ending.holding, []);
      const submitted = answerOf(env.client.update(workflowId, 'submit', 'function'));
      await until(() => env.calls(step).length > 0);
      for (const word of ['one', 'two']) await env.client.signal(workflowId, 'word', word);
      expect(await answerOf(env.client.update(workflowId, 'approve'))).toMatch(
        /^TFN_UPDATE_REJECTED: .*TFN_UPDATE_TOO_LATE: The update 'approve' arrived when/,
      );
      letGo();
      expect(await submitted).toMatch(/^TFN_UPDATE_FAILED: .*TFN_UPDATE_TOO_LATE: The update 'submit' completed after/);
      await env.client.signal(workflowId, ending.close);
      expect(await env.getHandle(workflowId).result()).toEqual({
        seen: ['continued', 'one', 'two'],
        isApproved: false,
      });
    },
  },
  ...(
    [
      ['signal', 'condition'],
      ['signal', 'promise'],
      ['update', 'condition'],
      ['update', 'promise'],
    ] as const
  ).map(([kind, waitsFor]): Case => ({
    name: `ends a run whose handler waits for a ${waitsFor} that the handler of another ${kind} brings about`,
    async run(env) {
      const { workflowId } = await env.start(ending.holding, []);
      const submitted = answerOf(env.client.update(workflowId, 'submit', waitsFor));
      await untilUpdated(env, workflowId);
      if (kind === 'signal') await env.client.signal(workflowId, 'approve');
      else expect(await answerOf(env.client.update(workflowId, 'approve'))).toContain('TFN_UPDATE_TOO_LATE');
      expect(await submitted).toContain('TFN_UPDATE_TOO_LATE');
      await env.client.signal(workflowId, ending.close);
      expect(await env.getHandle(workflowId).result()).toEqual({ seen: ['continued'], isApproved: false });
    },
  })),
  ...[false, true].map((isPlain): Case => ({
    name: `waits for handlers after a cancellation that the workflow has caught (outcome by a plain value: ${isPlain})`,
    async run(env) {
      let letGo = (): void => {};
      env.mock(step, () => new Promise((resolve) => (letGo = () => resolve('held'))));
      const handle = await env.start(ending.cancelled, isPlain);
      const answer = answerOf(handle.update(ending.add, 5));
      await until(() => env.calls(step).length > 0);
      await handle.cancel();
      // The workflow has returned by the time at which it could answer another one.
      if (isPlain) expect(await answerOf(handle.update(ending.add, 1))).toContain('TFN_UPDATE_TOO_LATE');
      letGo();
      expect(await answer).toContain(isPlain ? 'TFN_UPDATE_TOO_LATE' : '5');
      expect(await handle.result()).toBe(isPlain ? -1 : 5);
    },
  })),
  {
    name: 'fails by a rejection that no code awaits also after a cancellation that the workflow has caught',
    async run(env) {
      const handle = await env.start(ending.unawaitedAfterCancellation);
      await handle.cancel();
      expect((await failureOf(handle.result())).details?.rootCause?.message).toBe('unawaited');
    },
  },
  {
    name: 'continues as new from a handler, with the signals that wait',
    async run(env) {
      for (const kind of ['signal', 'update'] as const) {
        const { workflowId } = await env.start(ending.handlerContinues, 'first');
        await env.client.signal(workflowId, 'word', 'kept');
        if (kind === 'signal') await env.client.signal(workflowId, 'next', 'end');
        else
          expect(await answerOf(env.client.update(workflowId, 'next', 'end'))).toMatch(
            /^TFN_UPDATE_FAILED: .*TFN_UPDATE_TOO_LATE: The update 'next' continued the workflow as new/,
          );
        expect(await env.getHandle(workflowId).result()).toBe('kept');
      }
    },
  },
  ...(['waitFor', 'signal', 'race', 'finally'] as const).map((how): Case => ({
    name: `handles messages after a request to continue as new that code has caught (${how})`,
    async run(env) {
      let letGo = (): void => {};
      env.mock(step, () => new Promise((resolve) => (letGo = () => resolve('cleaned'))));
      const { workflowId } = await env.start(ending.catching, { how, before: [] });
      await until(() => env.calls(step).length > 0);
      await env.client.signal(workflowId, 'word', 'one');
      expect(await answerOf(env.client.update(workflowId, ending.add, 5))).toContain('TFN_UPDATE_TOO_LATE');
      letGo();
      await until(async () => (await answerOf(env.client.update(workflowId, ending.add, 6))) === '6');
      await env.client.signal(workflowId, 'word', 'two');
      await env.client.signal(workflowId, ending.close);
      const seen = how === 'finally' ? ['continued', 'one', 'two'] : ['one', 'two'];
      expect(await env.getHandle(workflowId).result()).toEqual(seen);
    },
  })),
  {
    name: 'refuses to wait for handlers in one of them',
    async run(env) {
      const handle = await env.start(ending.awaitsItself);
      expect(await answerOf(handle.update('wait'))).toMatch(/^TFN_UPDATE_FAILED: .*TFN_HANDLER_AWAITS_ITSELF/);
      await handle.signal('end');
      expect(await handle.result()).toBe('ended');
      const second = await env.start(ending.awaitsItself);
      await second.signal('wait');
      expect((await failureOf(second.result())).details?.rootCause?.type).toBe('TFN_HANDLER_AWAITS_ITSELF');
    },
  },
  ...(['async', 'continueAsync', 'throws'] as const).map((how): Case => ({
    name: `fails a workflow whose function for the outcome is wrong (${how})`,
    async run(env) {
      const { rootCause } = (await failureOf(env.execute(ending.wrongOutcome, how))).details ?? {};
      expect(rootCause?.type).toBe(how === 'throws' ? 'RangeError' : 'TFN_OUTCOME_ASYNC');
    },
  })),
];

/** Sends updates and signals while runs continue as new: the outcome must be the sum of what was answered and sent. */
async function countAll(env: TestEnv, isPlain: boolean): Promise<void> {
  env.mock(step, async (value) => {
    await new Promise((resolve) => setTimeout(resolve, Number(value) % 3));
    return value;
  });
  const { workflowId } = await env.start(ending.counting, { total: 0, runs: 1, isPlain });
  let answered = 0;
  const failed: number[] = [];
  const update = async (value: number): Promise<void> => {
    if ((await answerOf(env.client.update(workflowId, ending.add, value))).startsWith('TFN_')) failed.push(value);
    else answered += value;
  };
  const signal = async (value: number): Promise<void> => {
    await env.client.signal(workflowId, ending.item, value);
    answered += value;
  };
  for (const round of upTo(3)) {
    const values = upTo(8).map((value) => 1 + value + round * 8);
    await Promise.all(values.flatMap((value) => [update(value), ...(value % 3 === 0 ? [signal(value)] : [])]));
  }
  await env.client.signal(workflowId, ending.close);
  const { total, runs } = (await env.getHandle(workflowId).result()) as { total: number; runs: number };
  // A server under load may answer an update that it has recorded with an error.
  const counted = isPlain || total === answered ? 0 : await sumOfCompleted(env, workflowId, failed);
  expect(total).toBe(answered + counted);
  expect(runs).toBeGreaterThan(1);
}

/** The sum of those values that an update of a workflow has brought, by the histories of its runs. */
async function sumOfCompleted(env: TestEnv, workflowId: string, values: readonly number[]): Promise<number> {
  const { workflow } = env.client.temporal;
  const brought = new Set<number>();
  for await (const { runId } of workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) {
      const args = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args;
      for (const { data } of args?.payloads ?? []) brought.add(Number(Buffer.from(data ?? []).toString()));
    }
  }
  return values.filter((value) => brought.has(value)).reduce((sum, value) => sum + value, 0);
}

/** Lets a workflow return while an update's handler waits for a signal; resolves to the update's answer and the workflow's result. */
async function updateAtEnd(env: TestEnv, how: 'plain' | 'later' | 'wait'): Promise<[unknown, unknown]> {
  const handle = await env.start(ending.returning, how);
  const answer = handle.update(ending.add, 5).catch(toAnswer);
  await untilUpdated(env, handle.workflowId);
  await handle.signal('go');
  return [await answer, await handle.result()];
}

/** Waits until the workflow has accepted an update. */
async function untilUpdated(env: TestEnv, workflowId: string): Promise<void> {
  const handle = env.getHandle(workflowId);
  for (;;)
    if ((await handle.history()).events.some((event) => event['workflowExecutionUpdateAcceptedEventAttributes']))
      return;
}

/** The answer to an update as text; that of a failure begins with its code. */
async function answerOf(update: Promise<unknown>): Promise<string> {
  return update.then(String, toAnswer);
}

function toAnswer(error: Error & { code?: string }): string {
  return `${error.code}: ${error.message}`;
}
