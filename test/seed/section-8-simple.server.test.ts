import './samples/section-8-simple.ts';
import * as order from './samples/section-8-order.ts';
import { post, withHttp } from './support/serve.ts';
import { withWorker } from './support/with-worker.ts';

describe("the document's section 8, in its simplest form", () => {
  test('serves a workflow over HTTP', async () => {
    await withWorker(order, (client) =>
      withHttp(client, async (url) => {
        const answer = await post(`${url}/api/orders`, { id: 'eight' });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toEqual({ orderId: 'eight', status: 'complete' });
      }),
    );
  });
});
