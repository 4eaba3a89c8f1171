import { tfn } from 'temporal-functions';
import type { FunctionDef, WorkflowContext, WorkflowDef } from 'temporal-functions';

interface EmailParams {
  to: string;
  subject: string;
}
interface EmailResult {
  accepted: string[];
}
interface Order {
  id: string;
}
interface PaidOrder {
  id: string;
  paid: boolean;
}

const emailService = {
  send: async (params: EmailParams): Promise<EmailResult> => ({ accepted: [params.to] }),
};

// 5.1: Definition
export const sendEmail = tfn.fn(
  'sendEmail', // Unique identifier
  async (params: EmailParams): Promise<EmailResult> => {
    // Implementation
    return await emailService.send(params);
  },
  {
    // Optional configuration
    timeout: '30s',
    retries: 3,
  },
);

// 5.1: Usage in workflow
export const welcome = tfn.workflow('welcome', async (ctx) => {
  const result = await ctx.run(sendEmail, { to: 'user@example.com', subject: 'Welcome' });
  return result.accepted;
});

export const validateOrder = tfn.fn('validateOrder', async (order: Order): Promise<Order> => order);
export const chargePayment = tfn.fn('chargePayment', async (order: Order): Promise<PaidOrder> => ({
  id: order.id,
  paid: true,
}));

// 5.2
export const processOrder = tfn.workflow(
  'processOrder', // Unique identifier
  async (ctx: WorkflowContext, order: Order) => {
    // Each ctx.run() is a durable step
    const validated = await ctx.run(validateOrder, order);

    // Can use workflow primitives
    await ctx.sleep('5 minutes');

    const paid = await ctx.run(chargePayment, validated);

    return { orderId: paid.id, status: 'complete' };
  },
  {
    // Optional configuration
    taskQueue: 'orders',
  },
);

// 5.3: the interface, as far as the document shows it
interface DocumentedContext {
  // Run a function (activity)
  run<I, O>(fn: FunctionDef<string, I, O>, input: I): Promise<O>;

  // Sleep for duration
  sleep(duration: '5 minutes' | number): Promise<void>;

  // Get current workflow time
  now(): Date;

  // Start a child workflow
  startChild<I, O>(workflow: WorkflowDef<string, I, O>, input: I): Promise<O>;

  // Workflow info
  info: {
    workflowId: string;
    runId: string;
    taskQueue: string;
  };
}

export const documented = tfn.workflow('documented', async (context, left: number): Promise<unknown> => {
  const ctx: DocumentedContext = context;
  await ctx.sleep(1);
  const validated = await ctx.run(validateOrder, { id: 'documented' });
  const accepted = await ctx.startChild(welcome, undefined);
  // Continue as new (for long-running workflows)
  if (left > 0) await context.continueAsNew(left - 1);
  return { validated, accepted, now: ctx.now() instanceof Date, info: Object.keys({ ...infoOf(ctx) }) };
});

function infoOf({ info: { workflowId, runId, taskQueue } }: DocumentedContext): DocumentedContext['info'] {
  return { workflowId, runId, taskQueue };
}
