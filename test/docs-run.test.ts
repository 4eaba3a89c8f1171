import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NonRetryableError } from '@tfn/core';
import type { WorkflowDef } from '@tfn/core';
import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { forgetDefinitions } from './seed/support/spellings.ts';

const root = join(__dirname, '..');
const folder = mkdtempSync(join(__dirname, '.docs-run-'));
const order = { id: '7', total: 5, items: [{ sku: 'tea' }] };
let env: TestEnv;

/** Loads the sample of a page that contains a text, like a user's own file. */
function load(page: string, part: string): Record<string, WorkflowDef<string, unknown, unknown>> {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm);
  const code = Array.from(blocks, ([, block = '']) => block).find((block) => block.includes(part));
  if (code === undefined) throw new Error(`${page} has no sample with '${part}'.`);
  const file = join(folder, `${page}-${part}.ts`.replaceAll(/[^\w.]/g, '-'));
  writeFileSync(file, code);
  forgetDefinitions();
  let loaded: unknown;
  jest.isolateModules(() => {
    loaded = require(file);
  });
  return loaded as never;
}

async function run(page: string, workflow: string, input: unknown = order): Promise<unknown> {
  const { [workflow]: definition } = load(page, `'${workflow}'`);
  env = await tfn.testEnv({ engine: 'memory' });
  return env.execute(definition as WorkflowDef<string, unknown, unknown>, input);
}

afterEach(() => env.close());
afterAll(() => rmSync(folder, { recursive: true }));

describe('the samples that can run alone', () => {
  it('of the README charge an order', async () => {
    const charges: unknown[] = [];
    const stripe = {
      charges: {
        create: async (charge: object) => {
          charges.push(charge);
          return { id: 'ch_1' };
        },
      },
    };
    Object.assign(globalThis, { stripe, toCharge: ({ total }: { total: number }) => ({ amount: total }) });
    expect(await run('README.md', 'processOrder')).toEqual({ orderId: '7', paymentId: 'ch_1' });
    expect(charges).toEqual([{ amount: 5 }]);
  });

  it('of temporal-functions greet', async () => {
    expect(await run('packages/temporal-functions/README.md', 'welcome', 'Ada')).toBe('Hello, Ada!');
  });

  it('of the getting-started guide charge, sleep for a day, and answer', async () => {
    const { processOrder } = load('docs/getting-started.md', "'processOrder'");
    env = await tfn.testEnv({ engine: 'memory' });
    env.mock('chargePayment', async () => ({ chargeId: 'ch_test' }));
    expect(await env.execute(processOrder as never, order as never)).toEqual({ orderId: '7', chargeId: 'ch_test' });
  });

  it('of the migration guide and the monorepo guide process an order', async () => {
    expect(await run('docs/migrating.md', 'processOrder')).toEqual({ orderId: '7', chargeId: 'ch_7' });
    await env.close();
    expect(await run('docs/monorepo.md', 'processOrder')).toEqual({ chargeId: 'ch_7' });
  });

  it('of the saga guide ship, and undo the newest step first when shipping fails', async () => {
    expect(await run('docs/sagas.md', 'placeOrder')).toEqual({ parcel: 'p-7' });
    const { placeOrder } = load('docs/sagas.md', "'placeOrder'");
    await env.close();
    env = await tfn.testEnv({ engine: 'memory' });
    const undone: string[] = [];
    for (const name of ['release', 'refund']) env.mock(name, async () => void undone.push(name));
    env.mock('ship', async () => {
      throw new NonRetryableError('No carrier goes there.');
    });
    const failed = env.execute(placeOrder as never, order as never);
    await expect(failed).rejects.toMatchObject({ message: expect.stringContaining('No carrier goes there.') });
    expect(undone).toEqual(['refund', 'release']);
  });
});
