/** The overhead of tfn over Temporal's SDK: the same workflows through both, on one server, alternately. */
import { compareOrders } from './harness/order-bench.ts';
import type { OrderCase } from './harness/order-bench.ts';
import { save } from './harness/report.ts';
import { isFull } from './harness/settings.ts';

const TWO = { workflow: 'twoSteps', label: 'two steps' } as const;
const TEN = { workflow: 'tenSteps', label: 'ten steps' } as const;
const PARALLEL = { workflow: 'tenParallel', label: 'ten steps at once' } as const;
const SIGNAL = { workflow: 'sleepSignal', label: 'sleep and signal' } as const;

const CASES: readonly OrderCase[] = [
  { ...TWO, clients: 1, orders: 25 },
  { ...TWO, clients: 50, orders: 100 },
  { ...TWO, clients: 200, orders: 200, rounds: 3 },
  { ...TEN, clients: 1, orders: 6, rounds: 3 },
  { ...TEN, clients: 50, orders: 50, rounds: 3 },
  { ...PARALLEL, clients: 1, orders: 8, rounds: 3 },
  { ...PARALLEL, clients: 50, orders: 50, rounds: 3 },
  { ...SIGNAL, clients: 1, orders: 12, rounds: 3 },
  { ...SIGNAL, clients: 50, orders: 100, rounds: 3 },
  { ...TWO, clients: 50, orders: 100, setup: 'tuned' },
];

const REST: readonly OrderCase[] = [
  { ...TEN, clients: 200, orders: 200, rounds: 3 },
  { ...PARALLEL, clients: 200, orders: 200, rounds: 3 },
  { ...SIGNAL, clients: 200, orders: 200, rounds: 3 },
  { ...TEN, clients: 50, orders: 50, setup: 'tuned' },
  { ...PARALLEL, clients: 50, orders: 50, setup: 'tuned' },
  { ...SIGNAL, clients: 50, orders: 100, setup: 'tuned' },
];

void compareOrders(isFull ? [...CASES, ...REST] : CASES).then((results) => save('overhead', results));
