import { z } from 'zod';

/** The input from a customer. The client and every trigger validate it before the workflow starts. */
export const orderSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/, 'must be up to 64 letters, digits, - or _'),
  customer: z.email('must be an email address'),
  paymentMethod: z.string().startsWith('pm_', 'must be a payment method, pm_…'),
  address: z.object({
    street: z.string().min(1),
    postcode: z.string().regex(/^\d{5}$/, 'must be five digits'),
    city: z.string().min(1),
  }),
  items: z
    .array(z.object({ sku: z.string(), quantity: z.int().positive('must be 1 or more') }))
    .min(1, 'must name at least one item'),
});

export type Order = z.output<typeof orderSchema>;

/** One line of an order. */
export type OrderItem = Order['items'][number];
