import { assertCapability, reportedCapabilities } from '@tfn/core/internal';

describe('the capabilities that a server reports', () => {
  test('are the known ones that are true', () => {
    const capabilities = { workflowPause: true, standaloneActivities: false, asyncUpdate: true };
    expect([...reportedCapabilities({ namespaceInfo: { capabilities } })]).toEqual(['workflowPause']);
  });

  test.each([{}, { namespaceInfo: null }, { namespaceInfo: { capabilities: null } }])('are none in %j', (answer) => {
    expect([...reportedCapabilities(answer)]).toEqual([]);
  });
});

test('a feature whose capability is missing names it, the server and the setting', () => {
  const need = { feature: 'Pausing a workflow', capability: 'workflowPause', address: '127.0.0.1:7233' } as const;
  expect(() => assertCapability(new Set(['workflowPause']), need)).not.toThrow();
  expect(() => assertCapability(new Set(), need)).toThrow(
    expect.objectContaining({
      code: 'TFN_SERVER_CAPABILITY_MISSING',
      message: expect.stringContaining(
        "Pausing a workflow needs the capability 'workflowPause', which the Temporal server at '127.0.0.1:7233' does not have. " +
          'Use server 1.32 or newer with frontend.WorkflowPauseEnabled=true in its dynamic config.',
      ),
    }),
  );
});
