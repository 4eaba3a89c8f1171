import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countLines } from '../bench/loc/count-lines.ts';
import { binary, eventually, freePort, startCommand } from '../packages/cli/test/support/project.ts';
import type { Running } from '../packages/cli/test/support/project.ts';

const bench = join(__dirname, '../bench');
const tsx = pathToFileURL(createRequire(join(bench, 'package.json')).resolve('tsx')).href;
const running: Running[] = [];

function start(args: readonly string[], env: Record<string, string>): void {
  const temporal = { TEMPORAL_ADDRESS: process.env['TFN_TEST_ADDRESS'] as string };
  running.push(startCommand(args, { cwd: join(bench, 'loc/tfn'), env: { ...env, ...temporal } }));
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop('SIGTERM')));
});

describe('the order of two steps, served over HTTP', () => {
  it('takes at most 15 lines, and less than a quarter of the lines with the SDK alone', () => {
    const [ours, raw] = [countLines(join(bench, 'loc/tfn')), countLines(join(bench, 'loc/raw'))];
    expect(ours).toBeLessThanOrEqual(15);
    expect(ours / raw).toBeLessThan(0.25);
  });

  it.each(['tfn', 'raw'])('gives the same answer in both programs: %s', async (program) => {
    const port = await freePort();
    const env = { PORT: String(port), TASK_QUEUE: `lines-${randomUUID()}` };
    if (program === 'tfn') start([binary, 'dev', '--no-ui'], env);
    else for (const part of ['worker', 'api']) start(['--import', tsx, join(bench, `loc/raw/${part}.ts`)], env);
    const order = { id: randomUUID(), total: 5 };
    const answer = await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(order),
      }).catch(() => undefined);
      return response?.ok === true ? ((await response.json()) as unknown) : undefined;
    });
    expect(answer).toEqual({ orderId: order.id, chargeId: `ch_${order.id}` });
  });
});
