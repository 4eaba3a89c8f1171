/** The function that calls a workflow's mock: workers of the test environment have it. */
export const CHILD_MOCK_FUNCTION = 'tfn.testing.mockedWorkflow';

/** What that function gets. */
export interface ChildMockInput {
  readonly workflow: string;
  readonly input: unknown;
}
