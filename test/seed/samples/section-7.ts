import { tfn } from 'temporal-functions';

interface Item {
  sku: string;
  qty: number;
}
interface Order {
  id: string;
  items: Item[];
}
interface PaymentRequest {
  amount: number;
  currency?: string;
  orderId?: string;
}
interface PaymentResult {
  chargeId: string;
  status: 'success';
}
interface OrderResult {
  orderId: string;
  status: string;
  chargeId: string;
}

/** Replaces the document's Stripe client, which is also created at the top of the file. */
class Stripe {
  readonly charges = {
    create: async ({ amount }: { amount: number; currency: string | undefined }): Promise<{ id: string }> => ({
      id: `ch_${amount}`,
    }),
  };
}
const stripe = new Stripe();

// Basic Function: Simple function
export const greet = tfn.fn('greet', async (name: string): Promise<string> => {
  return `Hello, ${name}!`;
});

// Function with Options
export const processPayment = tfn.fn(
  'processPayment',
  async (payment: PaymentRequest): Promise<PaymentResult> => {
    const result = await stripe.charges.create({
      amount: payment.amount,
      currency: payment.currency,
    });
    return { chargeId: result.id, status: 'success' };
  },
  {
    // Temporal activity options
    startToCloseTimeout: '30s',
    heartbeatTimeout: '10s',
    retry: {
      maximumAttempts: 3,
      backoffCoefficient: 2,
      initialInterval: '1s',
      maximumInterval: '30s',
    },
  },
);

export const validateOrder = tfn.fn('validateOrder', async (order: Order) => ({ ...order, amount: 7 }));
export const checkInventory = tfn.fn('checkInventory', async (items: Item[]) => items.every(({ qty }) => qty < 100));
export const calculatePricing = tfn.fn('calculatePricing', async (items: Item[]) => ({
  total: items.reduce((total, { qty }) => total + qty * 10, 0),
}));
export const sent: string[] = [];
export const sendConfirmation = tfn.fn(
  'sendConfirmation',
  async ({ order, payment }: { order: Order; payment: PaymentResult }) => {
    sent.push(`${order.id} is confirmed: ${payment.chargeId}`);
  },
);
export const refundPayment = tfn.fn('refundPayment', async (payment: PaymentResult) => {
  return `${payment.chargeId} is refunded`;
});

// Workflow Definition
export const processOrder = tfn.workflow(
  'processOrder',
  async (ctx, order: Order): Promise<OrderResult> => {
    // Step 1: Validate
    const validated = await ctx.run(validateOrder, order);

    // Step 2: Check inventory (parallel)
    const [inventory, pricing] = await Promise.all([
      ctx.run(checkInventory, validated.items),
      ctx.run(calculatePricing, validated.items),
    ]);

    // Step 3: Process payment
    const payment = await ctx.run(processPayment, {
      amount: pricing.total,
      orderId: order.id,
    });

    // Step 4: Send confirmation (fire and forget)
    ctx.run(sendConfirmation, { order, payment }).catch(() => {});

    return {
      orderId: order.id,
      status: 'complete',
      chargeId: payment.chargeId,
    };
  },
  {
    taskQueue: 'orders',
  },
);

// Workflow with Signals and Queries
export const orderWithCancellation = tfn.workflow('orderWithCancellation', async (ctx, order: Order) => {
  let cancelled = false;
  let status = 'processing';

  // Handle cancellation signal
  ctx.onSignal('cancel', (reason: string) => {
    cancelled = true;
    status = 'cancelled';
  });

  // Handle status query
  ctx.onQuery('status', () => status);

  // Process steps
  const validated = await ctx.run(validateOrder, order);
  if (cancelled) return { status: 'cancelled' };

  status = 'charging';
  const payment = await ctx.run(processPayment, validated);
  if (cancelled) {
    await ctx.run(refundPayment, payment);
    return { status: 'cancelled' };
  }

  status = 'complete';
  return { orderId: order.id, status: 'complete' };
});
