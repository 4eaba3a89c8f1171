import { tfn } from '../../src/index.ts';

describe('tfn.workflow', () => {
  it('returns a definition with name, handler and resolved options', () => {
    const handler = async (): Promise<void> => undefined;
    const onFailure = tfn.fn('workflow.alert', async () => undefined);
    const def = tfn.workflow('workflow.order', handler, {
      executionTimeout: '1 day',
      runTimeout: '1h',
      retry: { maximumAttempts: 2, initialInterval: '5s' },
      taskQueue: 'orders',
      memo: { team: 'sales' },
      priority: { priorityKey: 1 },
      onFailure,
    });
    expect(def).toMatchObject({ name: 'workflow.order', handler });
    expect(def.options).toEqual({
      executionTimeout: 86_400_000,
      runTimeout: 3_600_000,
      retry: { maximumAttempts: 2, initialInterval: 5000 },
      taskQueue: 'orders',
      memo: { team: 'sales' },
      priority: { priorityKey: 1 },
      onFailure,
    });
  });

  it('rejects invalid options and names them all', () => {
    const options = { executionTimeout: 'x', runTimeout: 'y' } as never;
    expect(() => tfn.workflow('workflow.bad', async () => 1, options)).toThrow(
      "Options of workflow 'workflow.bad': executionTimeout: 'x' is not a duration; runTimeout: 'y' is not a duration.",
    );
  });

  it('rejects a handler that is not a function', () => {
    expect(() => tfn.workflow('workflow.handler', { timeout: 1 } as never)).toThrow(
      expect.objectContaining({
        code: 'TFN_HANDLER_INVALID',
        details: { what: 'workflow', name: 'workflow.handler', got: 'object' },
      }),
    );
  });
});
