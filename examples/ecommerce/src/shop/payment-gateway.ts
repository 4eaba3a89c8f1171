/**
 * Stands for a payment provider such as Stripe: a service outside of this program, with books of its own.
 * I1: one idempotency key, one charge: the same key again gives the first answer again. This holds between processes and
 *     when one is killed at any point, as a charge is one file that appears whole or not at all.
 * I2: what is in the books has happened, whether or not the caller lived to hear of it.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

interface ChargeRequest {
  orderId: string;
  /** In cents. */
  amount: number;
  /** Test cards: 'tok_flaky' gets two errors first, 'tok_slow' an answer after a second, 'tok_declined' none. */
  card: string;
  /** The idempotency key. */
  key: string;
}

interface RefundRequest {
  chargeId: string;
  key: string;
}

/** An entry of the gateway's books. */
export interface Booking {
  id: string;
  kind: 'charge' | 'refund';
  key: string;
  /** In cents. */
  amount: number;
  orderId: string;
}

/** What the gateway was asked, and what it answered. */
export interface GatewayCall {
  /** Milliseconds since 1970. */
  at: number;
  kind: Booking['kind'];
  orderId: string;
  key: string;
  /** In cents. */
  amount: number;
  answer: 'charged' | 'already charged' | 'refunded' | 'already refunded' | 'card declined' | '503 unavailable';
}

export interface Gateway {
  /** @throws an error named 'CardDeclined', for good, or 'GatewayUnavailable', until it is back */
  charge(request: ChargeRequest, signal?: AbortSignal): Promise<Booking>;
  refund(request: RefundRequest): Promise<Booking>;
  /** All that was booked. */
  bookings(): Booking[];
  /** Every call, in order. */
  calls(): GatewayCall[];
}

/** Opens the gateway whose books are in a directory. */
export function openGateway(directory: string): Gateway {
  const books = join(directory, 'bookings');
  const journal = join(directory, 'gateway-calls.jsonl');
  const calls = (): GatewayCall[] => (existsSync(journal) ? readLines(journal) : []);
  const bookings = (): Booking[] =>
    (existsSync(books) ? readdirSync(books) : [])
      .filter((name) => name.endsWith('.json'))
      .map((name) => readBooking(join(books, name)));
  const open = (): void => void mkdirSync(books, { recursive: true });
  const note = ({ kind, orderId, key, amount }: Booking, answer: GatewayCall['answer']): void =>
    appendFileSync(journal, `${JSON.stringify({ at: Date.now(), kind, orderId, key, amount, answer })}\n`);

  return {
    calls,
    bookings,
    async charge({ orderId, amount, card, key }, signal) {
      open();
      const booking: Booking = { id: `ch_${randomUUID().slice(0, 8)}`, kind: 'charge', key, amount, orderId };
      if (card === 'tok_declined') {
        note(booking, 'card declined');
        throw new CardDeclined('The bank declined the card.');
      }
      if (card === 'tok_flaky' && calls().filter((call) => call.key === key).length < 2) {
        note(booking, '503 unavailable');
        throw new GatewayUnavailable('503: the payment gateway is out of order');
      }
      const { entry, isNew } = book(books, booking);
      note(entry, isNew ? 'charged' : 'already charged');
      if (card === 'tok_slow' && isNew) await delay(1000, undefined, signal && { signal });
      return entry;
    },
    async refund({ chargeId, key }) {
      open();
      const charge = bookings().find(({ id }) => id === chargeId);
      if (charge === undefined) throw new Error(`The gateway has no charge '${chargeId}'.`);
      const { orderId, amount } = charge;
      const { entry, isNew } = book(books, {
        id: `re_${randomUUID().slice(0, 8)}`,
        kind: 'refund',
        key,
        amount,
        orderId,
      });
      note(entry, isNew ? 'refunded' : 'already refunded');
      return entry;
    },
  };
}

// --- internal ---

/** The card's bank said no; it will say so again. */
class CardDeclined extends Error {
  override readonly name = 'CardDeclined';
}

/** The gateway is out of order for a while. */
class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}

/** Books an entry unless its key was used before, in one step that no crash can cut in two: see I1. */
function book(books: string, booking: Booking): { entry: Booking; isNew: boolean } {
  const file = join(books, `${createHash('sha256').update(`${booking.kind} ${booking.key}`).digest('hex')}.json`);
  const draft = join(books, `${randomUUID()}.draft`);
  writeFileSync(draft, JSON.stringify(booking));
  try {
    linkSync(draft, file);
    return { entry: booking, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { entry: readBooking(file), isNew: false };
  } finally {
    rmSync(draft);
  }
}

function readBooking(file: string): Booking {
  return JSON.parse(readFileSync(file, 'utf8')) as Booking;
}

function readLines(file: string): GatewayCall[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as GatewayCall);
}
