import { matchesQuery } from '../../src/engines/memory/client/list-filter.ts';
import type { RunDescription } from '../../src/engines/memory/client/describe-run.ts';

const run = {
  workflowId: 'order-7',
  runId: 'run-1',
  type: 'processOrder',
  taskQueue: 'orders',
  status: { name: 'CONTINUED_AS_NEW' },
  searchAttributes: { Tier: ['gold'], Total: [12], Paid: [true], Tags: ['a', 'b'] },
} as unknown as RunDescription;

test.each([
  ['no filter', '', true],
  ['a type and a status', "WorkflowType = 'processOrder' AND ExecutionStatus = 'ContinuedAsNew'", true],
  ['another status', "ExecutionStatus = 'Running'", false],
  ['a task queue', 'TaskQueue = "orders"', true],
  ['an attribute', "Tier = 'gold'", true],
  ['another value of it', "Tier = 'silver'", false],
  ['not another value of it', "Tier != 'silver'", true],
  ['a number and a boolean', 'Total = 12 and Paid = TRUE', true],
  ['a value of a list', "Tags = 'b'", true],
  ['an attribute that the run has not', "Region = 'north'", false],
])('a list is filtered by %s', (_what, query, expected) => {
  expect(matchesQuery(query)(run)).toBe(expected);
});

test.each(["StartTime > '2026-01-01T00:00:00Z'", "CloseTime = 'x'", "Tier IN ('gold')", "Tier = 'a' OR Tier = 'b'"])(
  'the filter %s is refused',
  (query) => {
    expect(() => matchesQuery(query)).toThrow(expect.objectContaining({ code: 'TFN_TEST_UNSUPPORTED' }));
  },
);
