import { tfn } from '@tfn/testing';
import { processOrder } from './orders';

jest.setTimeout(120_000);

it('a second file uses the server of the first', async () => {
  const env = await tfn.testEnv();
  const result = await env.execute(processOrder, { id: '1', items: [] }, { timeout: '100s' });
  expect(result.status).toBe('complete');
  await env.close();
});
