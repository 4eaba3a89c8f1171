import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import { CHILD_MOCK_FUNCTION } from './child-mock.ts';
import type { ChildMockInput } from './child-mock.ts';

/** The workflow that replaces a mocked one. Runs in the sandbox. */
export function createMockedWorkflow(workflow: string): (input?: unknown) => Promise<unknown> {
  return async (input) => {
    const call = proxyActivities({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 1 } })[
      CHILD_MOCK_FUNCTION
    ];
    try {
      return await (call as (given: ChildMockInput) => Promise<unknown>)({ workflow, input });
    } catch (error) {
      // The parent sees the mock's error as the workflow's own.
      throw error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
    }
  };
}
