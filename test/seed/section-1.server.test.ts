import type * as Section1 from './samples/section-1.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';

describeSpellings("the document's section 1", ({ load }) => {
  test('runs', async () => {
    const section1 = load<typeof Section1>('samples/section-1.ts');
    await withWorker(section1, async (client) => {
      const result = await client.invoke('processOrder', { id: 'one' });
      expect(result).toEqual({ orderId: 'one', status: 'complete' });
    });
  });
});
