import { FloatingRejections } from '../../../src/sandbox/promises/floating-rejections.ts';

const ACTIVATOR = '__TEMPORAL_ACTIVATOR__';
let floating: FloatingRejections;
/** How often a handler was added to a promise. */
let handlers = 0;

beforeEach(() => {
  Object.defineProperty(globalThis, ACTIVATOR, { configurable: true, value: { interceptors: { internals: [] } } });
  floating = new FloatingRejections();
  handlers = 0;
});
afterEach(() => {
  delete (globalThis as Record<string, unknown>)[ACTIVATOR];
});

function rejected(error: unknown): Promise<unknown> {
  const promise: Promise<unknown> = Promise.reject(error);
  void promise.catch(() => undefined);
  const add = promise.then.bind(promise);
  return Object.assign(promise, {
    // oxlint-disable-next-line unicorn/no-thenable -- it counts the calls
    then(...args: Parameters<typeof add>) {
      handlers++;
      return add(...args);
    },
  });
}

/** Reports a rejection as the hooks do. */
function reject(error: unknown, use: 'used' | 'unused'): { promise: Promise<unknown> } {
  const promise = rejected(error);
  floating.add(promise);
  if (use === 'used') floating.use(promise);
  floating.settle(promise, false);
  return { promise };
}

/** Ends the task. */
async function endTask(): Promise<void> {
  floating.sweep();
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

test('adds one handler to each promise, however many are rejected', async () => {
  const errors = Array.from({ length: 300 }, (_, index) => new Error(`${index}`));
  for (const error of errors) reject(error, 'unused');
  for (const error of errors) reject(new Error(`not ${error.message}`), 'used');
  await endTask();
  expect(floating.errors).toEqual(errors);
  expect(handlers).toBe(600);

  for (const error of errors) reject(new Error(`nor ${error.message}`), 'used');
  await endTask();
  expect(handlers).toBe(900);
});

test.each(['one error', 'an error each'])('ignores those whose errors used promises pass on: %s', async (kind) => {
  const shared = new Error('shared');
  for (let index = 0; index < 300; index++) {
    const error = kind === 'one error' ? shared : new Error(`${index}`);
    reject(error, 'unused');
    reject(error, 'used');
  }
  await endTask();
  expect(floating.errors).toEqual([]);
  expect(floating.mayExist).toBe(false);
  expect(handlers).toBe(600);
});

test('counts one that is rejected after the used promise with its error', async () => {
  const [before, after, later] = [new Error('before'), new Error('after'), new Error('later')];
  reject(later, 'unused');
  reject(before, 'used');
  reject(before, 'unused');
  reject(after, 'unused');
  reject(after, 'used');
  await endTask();
  expect(floating.errors).toEqual([later, before]);
  reject(later, 'used');
  await endTask();
  expect(floating.errors).toEqual([before]);
});

test('counts one that was rejected with the same error as another, until it is used', async () => {
  const shared = new Error('shared');
  const [one, two] = [reject(shared, 'unused'), reject(shared, 'unused')];
  await endTask();
  expect(floating.errors).toEqual([shared, shared]);
  floating.use(one.promise);
  expect(floating.errors).toEqual([shared]);
  floating.use(two.promise);
  expect(floating.mayExist).toBe(false);
});
