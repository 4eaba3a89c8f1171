import type { NextFunction, Request, Response } from 'express';
import { tfn } from 'temporal-functions';
import type { WorkflowContext } from 'temporal-functions';
import { processOrder } from './section-8-order.ts';

export { processOrder };

/** What the functions did, for the test: they run in its process. */
export const done: string[] = [];

const note = tfn.fn('note', async (what: string) => {
  done.push(what);
});

export const dailyReport = tfn.workflow('dailyReport', async (ctx: WorkflowContext) => ctx.run(note, 'dailyReport'));
export const healthCheck = tfn.workflow('healthCheck', async (ctx: WorkflowContext) => ctx.run(note, 'healthCheck'));
export const syncData = tfn.fn('syncData', async () => {
  done.push('syncData');
});
export const waits = tfn.workflow('waits', async (ctx: WorkflowContext) => {
  await ctx.waitForSignal('end');
});
export { note };

function authMiddleware(req: Request, res: Response, next: NextFunction): void {
  if (req.headers.authorization === 'Bearer token') next();
  else res.status(401).json({ error: 'unauthorized' });
}

async function handleOrderCancellation(ctx: WorkflowContext, payload: { reason: string }): Promise<void> {
  await ctx.run(note, `cancelled: ${payload.reason}`);
}

// With middleware/options
tfn.http('POST', '/api/orders', processOrder, {
  // Custom workflow ID from request
  workflowId: (req) => `order-${req.body.id}`,
  // Async mode - return immediately
  async: true,
  // Auth middleware
  middleware: [authMiddleware],
});

// Cron expression
tfn.cron('0 9 * * *', dailyReport); // Every day at 9am

// With options
tfn.cron('*/15 * * * *', healthCheck, {
  overlap: false, // Don't start if previous still running
  timezone: 'America/New_York',
});

// Interval-based
tfn.interval('5m', syncData); // Every 5 minutes

// Define signal handler
tfn.signal('order.cancel', handleOrderCancellation);
