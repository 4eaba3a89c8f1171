import { historyMatchers, historySerializer } from '@tfn/testing/jest';
import { createHistory } from '../../src/history/workflow-history.ts';

expect.extend(historyMatchers);
expect.addSnapshotSerializer(historySerializer);

const payloads = (value: unknown): object => ({
  payloads: [{ metadata: { encoding: btoa('json/plain') }, data: btoa(JSON.stringify(value)) }],
});

/** In the JSON form of a file. */
const history = createHistory([
  { eventId: '1', workflowExecutionStartedEventAttributes: { workflowType: { name: 'buy' }, input: payloads('tea') } },
  { eventId: '5', activityTaskScheduledEventAttributes: { activityType: { name: 'price' }, input: payloads('tea') } },
  { eventId: '6', activityTaskStartedEventAttributes: { scheduledEventId: '5', attempt: 3 } },
  { eventId: '7', activityTaskCompletedEventAttributes: { scheduledEventId: '5', result: payloads(3) } },
  { eventId: '11', timerStartedEventAttributes: { timerId: '1', startToFireTimeout: '5400s' } },
  { eventId: '12', workflowExecutionSignaledEventAttributes: { signalName: 'stop' } },
]);

test('compares a history with lines of any indentation', () => {
  expect(history).toMatchHistory(`
    started buy "tea"
    run price "tea" → 3 (3 attempts)
    sleep 1h 30m (pending)
    signal stop
  `);
});

test('shows where two histories differ', () => {
  const compare = (): void =>
    expect(history).toMatchHistory(['started buy "tea"', 'run price "tea" → 4', 'signal stop']);
  expect(compare).toThrow(/differ from line 2 on[^]*> run price "tea" → 4[^]*> run price "tea" → 3 \(3 attempts\)/);
});

test('writes a history into snapshots as its lines', () => {
  expect(history).toMatchInlineSnapshot(`
started buy "tea"
run price "tea" → 3 (3 attempts)
sleep 1h 30m (pending)
signal stop
`);
});
