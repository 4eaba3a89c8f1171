import { createInFlight } from '../../src/grpc/in-flight.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('one timer watches all calls in flight', () => {
  const inFlight = createInFlight();
  for (let call = 0; call < 100; call++) void inFlight.wait(() => Promise.resolve(), 1000 + call);
  expect(jest.getTimerCount()).toBe(1);
});

test('endAll leaves no timer and rejects the calls in flight', async () => {
  const inFlight = createInFlight();
  await inFlight.wait(() => Promise.resolve(), 1000);
  const waiting = inFlight.wait(() => new Promise(() => undefined), 1000);
  inFlight.endAll(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
  expect(jest.getTimerCount()).toBe(0);
});
