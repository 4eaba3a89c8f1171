import type { ProviderCall } from '../outside/payment-provider/payment-provider.ts';
import { until } from './check.ts';
import { toHappenings } from './history-lines.ts';
import type { Stage } from './stage.ts';
import type { Actor } from './narrator.ts';

/** The state of an order. */
export interface OrderNews {
  /** All statuses so far, in order: an order may have several between two polls. */
  readonly statuses: readonly string[];
  readonly calls: readonly ProviderCall[];
  readonly isClosed: boolean;
}

/** Prints what happens to an order until `isOver` returns true; another call continues from there. */
export type Follower = (isOver: (news: OrderNews) => boolean) => Promise<void>;

/** Reads what Temporal's history, the payment provider and the mail server report about an order. */
export function createFollower({ client, world, narrator }: Stage, orderId: string): Follower {
  const handle = client.temporal.workflow.getHandle(orderId);
  const printed = new Map<Actor, number>();
  const printNews = async (): Promise<OrderNews> => {
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
      const fresh = all.slice(printed.get(actor) ?? 0).map(({ at, text }) => ({ actor, at, text }));
      printed.set(actor, all.length);
      return fresh;
    });
    for (const { actor, text, at } of news.sort((a, b) => a.at - b.at)) narrator.line(actor, text, at);
    return {
      statuses: happenings.flatMap(({ status }) => status ?? []),
      isClosed: happenings.at(-1)?.isEnd === true,
      calls,
    };
  };
  return async (isOver) => {
    await until(`progress of ${orderId}`, async () => isOver(await printNews()) || undefined);
  };
}

/** Prints everything until the order has ended. */
export function followToEnd(stage: Stage, orderId: string): Promise<void> {
  return createFollower(stage, orderId)(({ isClosed }) => isClosed);
}
