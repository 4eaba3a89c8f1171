import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tfn } from '@tfn/testing';
import { useTempFolder } from '../server/support/temp-folder.ts';
import { buy, waitsForEver } from './fixtures/shop.ts';

const folder = useTempFolder();
const address = process.env['TFN_TEST_ADDRESS'] as string;
const httpAddress = process.env['TFN_TEST_HTTP_ADDRESS'] as string;

/** The output of `temporal workflow show --output json`: the server's own JSON, with complete payloads. */
async function saveHistory(workflowId: string): Promise<string> {
  const path = `/api/v1/namespaces/default/workflows/${workflowId}/history`;
  const response = await fetch(`http://${httpAddress}${path}`, {
    headers: { accept: 'application/json+no-payload-shorthand' },
  });
  const { history } = (await response.json()) as { history: object };
  const file = join(folder(), 'history.json');
  writeFileSync(file, JSON.stringify(history));
  return file;
}

describe.each(['server', 'memory'] as const)('the engine %s', (engine) => {
  test('replays a history that was saved to a file, and reports when the current code does something else', async () => {
    const workflowId = `buy-${engine}-${Math.random()}`;
    {
      await using env = await tfn.testEnv({ engine: 'server', address });
      expect(await env.execute(buy, 'tea', { workflowId })).toBe(3);
    }
    const file = await saveHistory(workflowId);
    await using env = await tfn.testEnv({ engine, address });
    await env.replay(file);
    // As if the code of 'buy' had changed to that of another workflow.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${buy.name}"`, `"${waitsForEver.name}"`));
    await expect(env.replay(file)).rejects.toMatchObject({ code: 'TFN_TEST_NONDETERMINISM' });
  });
});
