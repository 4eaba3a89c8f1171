import * as section2 from './samples/section-2.ts';
import { withWorker } from './support/with-worker.ts';

describe("the document's section 2", () => {
  test('runs', async () => {
    await withWorker(section2, async (client) => {
      const order = { id: 'two', items: ['a'] };
      expect(await client.invoke(section2.processOrder, order)).toEqual({ orderId: 'two' });
    });
  });
});
