import type { Fault } from '../support/fault.ts';
import { settle } from '../support/fault.ts';
import { forEach, openScene, until } from '../support/scene.ts';
import type { Receipt } from '../support/scene.ts';
import { openSmallDisk } from '../support/small-disk.ts';

export const disk: readonly Fault[] = [
  {
    fault: 'The disk of the embedded server fills up during 200 orders, and has space again later',
    effect: 'Requests wait, or get an error and retry, until there is space',
    async prove({ provider }) {
      const small = await openSmallDisk();
      const scene = await openScene('disk', small.server, provider);
      try {
        await Promise.all([scene.startWorker(), scene.startApi()]);
        const orders = scene.orders(200);
        const receipts: Receipt[] = [];
        const selling = forEach(orders, 50, async (order) => {
          receipts.push(await scene.buy(order));
          if (receipts.length === 20) small.fill();
        });
        await Promise.race([selling, until(() => small.wasFull())]);
        expect(receipts.length).toBeLessThan(200);
        await small.makeRoom();
        await selling;
        return settle(scene, orders, receipts);
      } finally {
        await scene.close();
        await small.close();
      }
    },
  },
];
