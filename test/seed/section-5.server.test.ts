import type * as Section5 from './samples/section-5.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';
import type { Client } from './support/with-worker.ts';

describeSpellings("the document's section 5", ({ load }) => {
  test('runs functions, workflows and the documented context', async () => {
    const section5 = load<typeof Section5>('samples/section-5.ts');
    // One workflow names its task queue, so the worker must poll that one.
    await withWorker(
      section5,
      async (client) => {
        expect(await client.invoke(section5.welcome)).toEqual(['user@example.com']);
        expect(await client.invoke(section5.documented, 1)).toEqual({
          validated: { id: 'documented' },
          accepted: ['user@example.com'],
          now: true,
          info: ['workflowId', 'runId', 'taskQueue'],
        });
        await sleepsForFiveMinutes(client, section5);
      },
      'orders',
    );
  });
});

async function sleepsForFiveMinutes(client: Client, section5: typeof Section5): Promise<void> {
  const handle = await client.start(section5.processOrder, { id: 'five' });
  const execution = client.temporal.workflow.getHandle(handle.workflowId);
  const timersOf = async () =>
    ((await execution.fetchHistory()).events ?? []).flatMap((event) => event.timerStartedEventAttributes ?? []);
  while ((await timersOf()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(Number((await timersOf())[0]?.startToFireTimeout?.seconds)).toBe(300);
  await handle.terminate();
}
