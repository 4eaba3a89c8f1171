import { tfn } from '@tfn/core';
import { database } from '../database/database.ts';
import { OWNER, sendEmail } from '../notifications/email.ts';

/** The sales of a period. */
export interface DailySales {
  /** ISO 8601. */
  from: string;
  to: string;
  orders: number;
  /** Orders that were cancelled or rejected, were not paid, or failed. */
  stopped: number;
  /** In cents, with VAT. */
  revenue: number;
  best: { sku: string; quantity: number }[];
}

export const summariseSales = tfn.fn(
  'summariseSales',
  async ({ from, to }: Pick<DailySales, 'from' | 'to'>): Promise<DailySales> => {
    const { rows } = await database().query<Pick<DailySales, 'orders' | 'stopped' | 'revenue'>>(
      `SELECT count(*) FILTER (WHERE status = 'complete')::int AS orders,
         count(*) FILTER (WHERE status IN ('cancelled', 'rejected', 'unpaid', 'failed'))::int AS stopped,
         coalesce(sum(total) FILTER (WHERE status = 'complete'), 0)::int AS revenue
       FROM orders WHERE updated_at >= $1 AND updated_at < $2`,
      [from, to],
    );
    const { rows: best } = await database().query<DailySales['best'][number]>(
      `SELECT item->>'sku' AS sku, sum((item->>'quantity')::int)::int AS quantity
       FROM orders, jsonb_array_elements(items) AS item
       WHERE status = 'complete' AND updated_at >= $1 AND updated_at < $2
       GROUP BY sku ORDER BY quantity DESC, sku LIMIT 3`,
      [from, to],
    );
    return { from, to, ...(rows[0] ?? { orders: 0, stopped: 0, revenue: 0 }), best };
  },
  { timeout: '1m' },
);

export const saveReport = tfn.fn(
  'saveReport',
  async (sales: DailySales, ctx): Promise<void> => {
    await database().query(
      'INSERT INTO sales_reports (id, from_time, to_time, sales) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [ctx.info.workflowId, sales.from, sales.to, JSON.stringify(sales)],
    );
  },
  { timeout: '10s' },
);

/** Counts the sales of the last 24 hours, saves the figures and mails them. */
export const dailySalesReport = tfn.workflow('dailySalesReport', async (ctx): Promise<DailySales> => {
  const to = ctx.now();
  const from = new Date(to.getTime() - 24 * 60 * 60 * 1000);
  const sales = await ctx.run(summariseSales, { from: from.toISOString(), to: to.toISOString() });
  await ctx.run(saveReport, sales);
  await ctx.run(sendEmail, { template: 'report', data: sales, to: OWNER });
  return sales;
});

export const dailySalesSchedule = tfn.cron('0 7 * * *', dailySalesReport, {
  id: 'daily-sales-report',
  timezone: 'Europe/Berlin',
});
