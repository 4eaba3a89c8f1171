import { OWNER, dailySalesSchedule } from '@shop/functions';
import type { DailySales } from '@shop/functions';
import { scheduleHandle } from '@tfn/triggers-cron';
import { check, checkEqual, until } from '../check.ts';
import { TOTAL } from '../proof.ts';
import type { Scene } from '../proof.ts';

/** The sales of the earlier scenes: four equal orders, and a machine. In cents. */
const REVENUE = 4 * TOTAL + 112_931;

export const dailyReport: Scene = {
  title: 'The daily report, scheduled for 7 in the morning',
  async play(stage) {
    const { client, narrator, world } = stage;
    const schedule = scheduleHandle(client, dailySalesSchedule);
    const { nextRuns } = await schedule.state();
    narrator.line('temporal', `schedule '${schedule.id}', next at ${nextRuns[0]?.toISOString()}`);
    await schedule.trigger();
    narrator.line('client', 'triggers it now');
    const mail = await until('the report comes by mail', () =>
      world.mail.mails().find(({ to, subject }) => to === OWNER && subject.startsWith('Sales')),
    );
    narrator.line('mail', `to ${mail.to}: ${mail.subject}`);
    const { rows } = await world.database.query<{ sales: DailySales }>('SELECT sales FROM sales_reports');
    const sales = rows[0]?.sales;
    check(sales !== undefined && rows.length === 1, 'the report is in the database, once');
    checkEqual('the orders in the report', sales.orders, 5);
    checkEqual('the stopped orders in the report', sales.stopped, 3);
    checkEqual('the revenue in the report', sales.revenue, REVENUE);
    narrator.line(
      'shop',
      `${sales.orders} orders complete, ${sales.stopped} stopped, ${(sales.revenue / 100).toFixed(2)} €`,
    );
    return [];
  },
};
