import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import { beatLarge, giveLarge, talksLarge } from '../fixtures/sizes.ts';

const large = 'x'.repeat(3 * 1024 * 1024);

/** Values that are larger than Temporal accepts. */
export const sizeCases: readonly Case[] = [
  {
    name: 'refuses a message that is too large, and the workflow goes on',
    async run(env) {
      const handle = await env.start(talksLarge);
      for (const sent of [handle.update('length', large), handle.signal('other', large), handle.query('ask', large)]) {
        const error = await failureOf(sent);
        expect(error.code).toBe('TFN_PAYLOAD_TOO_LARGE');
        expect(error.message).toMatch(/the input of the (signal|query|update) '\w+' has \d+ bytes/);
      }
      expect(await handle.update('length', 'abc')).toBe(3);
      await handle.signal('stop');
      expect(await handle.result()).toBe('stopped');
    },
  },
  {
    name: "refuses what is too large in the calls of Temporal's own client",
    async run(env) {
      const workflowId = `large-${Math.random()}`;
      const { workflowId: running } = await env.start(talksLarge);
      const { workflow } = env.client.temporal;
      const start = { workflowId, taskQueue: 'own' };
      const handle = workflow.getHandle(running);
      for (const sent of [
        workflow.start('talksLarge', { ...start, args: [large] }),
        workflow.start('talksLarge', { ...start, memo: { large } }),
        workflow.signalWithStart('talksLarge', { ...start, signal: 'other', signalArgs: [large] }),
        handle.signal('other', large),
        handle.query('ask', large),
        handle.executeUpdate('length', { args: [large] }),
      ])
        expect(await failureOf(sent)).toMatchObject({
          code: 'TFN_PAYLOAD_TOO_LARGE',
          message: expect.stringMatching(/it has \d+ bytes, but Temporal accepts at most 2097152/) as string,
        });
      expect((await failureOf(env.getHandle(workflowId).describe())).code).toBe('TFN_WORKFLOW_NOT_FOUND');
    },
  },
  {
    name: 'starts nothing with an input or a memo that is too large',
    async run(env) {
      const workflowId = `large-${Math.random()}`;
      const starts = [
        env.client.start('talksLarge', large, { workflowId }),
        env.client.start(giveLarge, large as never, { workflowId }),
        env.client.start(talksLarge, undefined, { workflowId, memo: { a: large.slice(1e6), b: large.slice(1e6) } }),
      ];
      for (const start of starts) expect((await failureOf(start)).code).toBe('TFN_PAYLOAD_TOO_LARGE');
      expect((await failureOf(env.getHandle(workflowId).describe())).code).toBe('TFN_WORKFLOW_NOT_FOUND');
    },
  },
  {
    name: 'reports an answer, input, result or heartbeat that is too large to who asked, and the workflow goes on',
    async run(env) {
      const handle = await env.start(talksLarge);
      const tooLarge = 'TFN_VALUE_TOO_LARGE';
      for (const name of ['ask', 'give', 'take', 'beat', 'signal'])
        expect((await failureOf(handle.update(name, 3))).message).toContain(tooLarge);
      expect((await failureOf(handle.query('ask', 3))).message).toContain("The result of the query 'ask' is");
      expect(env.calls(giveLarge)).toHaveLength(1);
      expect(env.calls(beatLarge)).toHaveLength(1);
      expect(await handle.update('beat', 1)).toBe(1);
      for (let asked = 0; asked < 4; asked++) expect(await handle.query('ask', 1.5)).toHaveLength(1.5 * 1024 * 1024);
      expect(await handle.update('ask', 1.5)).toHaveLength(1.5 * 1024 * 1024);
      await handle.signal('stop');
      expect(await handle.result()).toBe('stopped');
    },
  },
];
