/** The function that calls a workflow's mock. Workers of the test environment have it. */
export const CHILD_MOCK_FUNCTION = 'tfn.testing.mockedWorkflow';

/** The input of that function. */
export interface ChildMockInput {
  readonly workflow: string;
  readonly input: unknown;
}
