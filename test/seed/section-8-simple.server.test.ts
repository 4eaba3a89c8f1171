import type * as Order from './samples/section-8-order.ts';
import { post, withHttp } from './support/serve.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';

describeSpellings("the document's section 8, in its simplest form", ({ load }) => {
  test('serves a workflow over HTTP', async () => {
    const order = load<typeof Order>('samples/section-8-simple.ts', 'samples/section-8-order.ts');
    await withWorker(order, (client) =>
      withHttp(client, async (url) => {
        const answer = await post(`${url}/api/orders`, { id: 'eight' });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toEqual({ orderId: 'eight', status: 'complete' });
      }),
    );
  });
});
