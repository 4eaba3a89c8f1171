import type { ProviderCall } from '../outside/payment-provider/payment-provider.ts';
import { until } from './check.ts';
import { toHappenings } from './history-lines.ts';
import type { Stage } from './stage.ts';
import type { Actor } from './teller.ts';

/** How an order stands. */
export interface OrderNews {
  /** All that it has had, in order. It may go on faster than one looks. */
  readonly statuses: readonly string[];
  readonly calls: readonly ProviderCall[];
  readonly isClosed: boolean;
}

/** Tells what happens to an order until `isOver` holds; called again, it goes on where it ended. */
export type Follower = (isOver: (news: OrderNews) => boolean) => Promise<void>;

/** Reads what Temporal's history, the payment provider and the mail server say of an order. */
export function createFollower({ client, world, teller }: Stage, orderId: string): Follower {
  const handle = client.temporal.workflow.getHandle(orderId);
  const told = new Map<Actor, number>();
  const tellNews = async (): Promise<OrderNews> => {
    const [{ events }, calls] = await Promise.all([handle.fetchHistory(), world.paymentCalls(orderId)]);
    const happenings = toHappenings(events ?? []);
    const mails = world.mail.mails().filter(({ subject }) => subject.includes(orderId));
    const lines: Record<'temporal' | 'payment' | 'mail', { at: number; text: string }[]> = {
      temporal: happenings,
      payment: calls.map(({ at, kind, answer }) => ({ at, text: `asked to ${kind}: ${answer}` })),
      mail: mails.map(({ at, to, subject }) => ({ at, text: `to ${to}: ${subject}` })),
    };
    const news = Object.entries(lines).flatMap(([name, all]) => {
      const actor = name as keyof typeof lines;
      const fresh = all.slice(told.get(actor) ?? 0).map(({ at, text }) => ({ actor, at, text }));
      told.set(actor, all.length);
      return fresh;
    });
    for (const { actor, text, at } of news.sort((a, b) => a.at - b.at)) teller.line(actor, text, at);
    return {
      statuses: happenings.flatMap(({ status }) => status ?? []),
      isClosed: happenings.at(-1)?.isEnd === true,
      calls,
    };
  };
  return async (isOver) => {
    await until(`${orderId} goes on`, async () => isOver(await tellNews()) || undefined);
  };
}

/** Tells all until the order has ended. */
export function followToEnd(stage: Stage, orderId: string): Promise<void> {
  return createFollower(stage, orderId)(({ isClosed }) => isClosed);
}
