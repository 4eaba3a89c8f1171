import { scheduleHandle, syncSchedules } from '@tfn/triggers-cron';
import type * as Section8 from './samples/section-8.ts';
import { post, withHttp } from './support/serve.ts';
import { describeSpellings } from './support/spellings.ts';
import { withWorker } from './support/with-worker.ts';

describeSpellings("the document's section 8", ({ load }) => {
  test('serves a route with options, keeps schedules, and handles signals', async () => {
    const section8 = load<typeof Section8>('samples/section-8.ts');
    const { dailyReport, done, healthCheck, processOrder, syncData, waits } = section8;
    await withWorker(section8, async (client) => {
      await withHttp(client, async (url) => {
        expect((await post(`${url}/api/orders`, { id: 'eight' })).status).toBe(401);
        const answer = await post(`${url}/api/orders`, { id: 'eight' }, { authorization: 'Bearer token' });
        expect(answer.status).toBe(202);
        expect(await answer.json()).toMatchObject({ workflowId: 'order-eight', statusUrl: '/runs/order-eight' });
        expect(await client.getHandle(processOrder, 'order-eight').result()).toEqual({
          orderId: 'eight',
          status: 'complete',
        });
      });

      const app = 'section-8';
      const { create } = await syncSchedules(client, { app });
      expect(create).toEqual(['dailyReport:0 9 * * *', 'healthCheck:*/15 * * * *', 'syncData:300000ms']);
      for (const id of create) await scheduleHandle(client, id).trigger();
      const { workflowId } = await client.start(waits);
      await client.signal(workflowId, 'order.cancel', { reason: 'user_requested' });
      await client.signal(workflowId, 'end');
      await client.getHandle(workflowId).result();
      // More than once if the schedule also fires by itself meanwhile.
      while (new Set(done).size < 4) await new Promise((later) => setTimeout(later, 20));
      expect([...new Set(done)].sort()).toEqual([
        'cancelled: user_requested',
        dailyReport.name,
        healthCheck.name,
        syncData.name,
      ]);
      for (const id of create) await client.temporal.schedule.getHandle(id).delete();
    });
  });
});
