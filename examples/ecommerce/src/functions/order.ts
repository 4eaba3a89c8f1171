import { z } from 'zod';

/** What a customer sends. The client and every trigger check it before anything starts. */
export const orderSchema = z.object({
  id: z.string().regex(/^[\w-]+$/, 'must be letters, digits, - or _'),
  customer: z.email('must be an email address'),
  card: z.string().startsWith('tok_', 'must be a card token'),
  items: z
    .array(z.object({ sku: z.string(), quantity: z.int().positive('must be 1 or more') }))
    .min(1, 'must name at least one item'),
});

export type Order = z.output<typeof orderSchema>;

/** One line of an order. */
export type OrderItem = Order['items'][number];
