import type * as Section2 from './samples/section-2.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';

describeSpellings("the document's section 2", ({ load }) => {
  test('runs', async () => {
    const section2 = load<typeof Section2>('samples/section-2.ts');
    await withWorker(section2, async (client) => {
      const order = { id: 'two', items: ['a'] };
      expect(await client.invoke(section2.processOrder, order)).toEqual({ orderId: 'two' });
    });
  });
});
