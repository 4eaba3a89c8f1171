import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkReplay } from '@tfn/worker';
import type { ReplayOutcome } from '@tfn/worker';
import * as before from '../fixtures/patch-before.ts';
import { afterTasks, startHarness } from '../support/harness.ts';
import type { Harness, History } from '../support/harness.ts';

let harness: Harness;
let histories: { workflowId: string; history: History }[];
beforeAll(async () => {
  harness = await startHarness(before);
  const running = await harness.start(before.billed, 1);
  await afterTasks(running, 2);
  histories = [{ workflowId: running.workflowId, history: await running.fetchHistory() }];
});
afterAll(() => harness.stop());

const check = async (file: string): Promise<readonly ReplayOutcome[]> => {
  const outcomes: ReplayOutcome[] = [];
  const workflows = [{ name: 'billed', file: join(__dirname, '../fixtures', file) }];
  for await (const outcome of checkReplay({ workflows }, histories)) outcomes.push(outcome);
  return outcomes;
};
const lineOf = (file: string, text: string): number =>
  readFileSync(join(__dirname, '../fixtures', file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

test('an execution that the code can continue has no problem', async () => {
  expect(await check('patch-after.ts')).toEqual([{ workflowId: histories[0]?.workflowId }]);
});

test('one that it cannot continue is reported with the step, the event and the line that conflicts', async () => {
  const [outcome] = await check('patch-missing.ts');
  expect(outcome?.problem).toMatchObject({
    difference: "the history has the function 'tax' (event 5), but the code asks for the function 'discount'",
    step: 1,
    event: 5,
    place: { file: expect.stringMatching(/patch-missing\.ts$/), line: lineOf('patch-missing.ts', 'ctx.run(discount') },
  });
  expect(outcome?.problem?.message).toMatch(/nondeterminism/i);
});

test('one whose step is gone is reported with the last command of the code', async () => {
  const [outcome] = await check('patch-gone.ts');
  expect(outcome?.problem).toMatchObject({
    difference: "the history has the function 'tax' (event 5), but the code asks for nothing more",
    step: 1,
  });
});
