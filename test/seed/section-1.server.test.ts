import * as section1 from './samples/section-1.ts';
import { withWorker } from './support/with-worker.ts';

describe("the document's section 1", () => {
  test('runs', async () => {
    await withWorker(section1, async (client) => {
      const result = await client.invoke('processOrder', { id: 'one' });
      expect(result).toEqual({ orderId: 'one', status: 'complete' });
    });
  });
});
