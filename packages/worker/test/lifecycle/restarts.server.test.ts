import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTempProject } from '../bundle/temp-project.ts';
import { address } from '../support/harness.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const project = createTempProject();

// On a busy machine each round takes seconds.
jest.setTimeout(300_000);

test('20 starts and stops of a worker and a client leave no descriptor, thread, timer or listener', async () => {
  const out = path.join(project.folder, 'held.json');
  const child = startWorkerProcess('restarts.cjs', [address, `restarts-${randomUUID()}`, '20', out], {
    execArgv: ['--expose-gc'],
  });
  expect(await child.ended).toBe(0);
  const { before, after } = JSON.parse(readFileSync(out, 'utf8')) as Record<'before' | 'after', unknown>;
  expect(after).toEqual(before);
});
