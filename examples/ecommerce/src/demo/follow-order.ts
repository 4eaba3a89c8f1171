import type { GatewayCall } from '../shop/payment-gateway.ts';
import { until } from './check.ts';
import { toHappenings } from './history-lines.ts';
import type { Stage } from './stage.ts';

/** How an order stands. */
export interface OrderNews {
  readonly calls: readonly GatewayCall[];
  readonly isCompleted: boolean;
}

/** Tells what happens to an order until `isOver` holds; called again, it goes on where it ended. */
export type Follower = (isOver: (news: OrderNews) => boolean | Promise<boolean>) => Promise<void>;

/** Reads what Temporal's history and the gateway's journal say of an order. */
export function createFollower({ client, gateway, teller }: Stage, orderId: string): Follower {
  const handle = client.temporal.workflow.getHandle(orderId);
  let eventsTold = 0;
  let callsTold = 0;
  const tellNews = async (): Promise<OrderNews> => {
    const happenings = toHappenings((await handle.fetchHistory()).events ?? []);
    const calls = gateway.calls().filter((call) => call.orderId === orderId);
    const news = [
      ...happenings.slice(eventsTold).map(({ at, text }) => ({ at, actor: 'temporal' as const, text })),
      ...calls.slice(callsTold).map((call) => ({ at: call.at, actor: 'gateway' as const, text: describeCall(call) })),
    ];
    for (const { actor, text, at } of news.sort((a, b) => a.at - b.at)) teller.line(actor, text, at);
    [eventsTold, callsTold] = [happenings.length, calls.length];
    return { calls, isCompleted: happenings.at(-1)?.text === 'completed' };
  };
  return async (isOver) => {
    await until(`${orderId} goes on`, async () => (await isOver(await tellNews())) || undefined);
  };
}

// --- internal ---

function describeCall({ answer, amount }: GatewayCall): string {
  return answer === '503 unavailable' ? answer : `${answer} ${(amount / 100).toFixed(2)} €`;
}
