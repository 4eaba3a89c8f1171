import { createSpanIds } from '../../src/sandbox/telemetry/span-ids.ts';

describe('the ids of spans', () => {
  it('depend on the run, and differ', () => {
    const [first, again, other] = [createSpanIds('run-1'), createSpanIds('run-1'), createSpanIds('run-2')];
    const ids = [first.generateTraceId(), ...Array.from({ length: 1000 }, () => first.generateSpanId())];
    expect([again.generateTraceId(), again.generateSpanId()]).toEqual(ids.slice(0, 2));
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([...ids, other.generateTraceId(), other.generateSpanId()]).size).toBe(1003);
    for (const id of ids.slice(1)) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it('are separate for spans that leave no event in the history', () => {
    const ids = createSpanIds('run');
    const plain = createSpanIds('run');
    const inQuery = ids.apart('query 1', () => ids.generateSpanId());
    expect(ids.apart('query 1', () => ids.generateSpanId())).toBe(inQuery);
    expect(ids.apart('query 2', () => ids.generateSpanId())).not.toBe(inQuery);
    expect(() =>
      ids.apart('query 3', () => {
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(ids.generateSpanId()).toBe(plain.generateSpanId());
  });
});

describe('the workflow side of traces', () => {
  /** With only these packages of Temporal's interceptors. */
  const withInstalled = (installed: readonly string[], use: (worker: typeof import('@tfn/worker')) => void): void =>
    void jest.isolateModules(() => {
      for (const name of ['@temporalio/interceptors-opentelemetry', '@temporalio/interceptors-opentelemetry-v2'])
        jest.doMock(name, () => {
          if (!installed.includes(name))
            throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
          return {};
        });
      use(require('@tfn/worker') as typeof import('@tfn/worker'));
    });

  it.each([
    { major: 1, name: '@temporalio/interceptors-opentelemetry', file: /workflow-traces\.[jt]s$/ },
    { major: 2, name: '@temporalio/interceptors-opentelemetry-v2', file: /workflow-traces-v2\.[jt]s$/ },
  ] as const)("for OpenTelemetry's SDK $major needs Temporal's interceptors for it", ({ major, name, file }) => {
    withInstalled([name], ({ workflowTraceModule }) => expect(workflowTraceModule(major)).toMatch(file));
    withInstalled([], ({ workflowTraceModule }) =>
      expect(() => workflowTraceModule(major)).toThrow(
        expect.objectContaining({
          code: 'TFN_TRACES_PACKAGE',
          message: expect.stringContaining(`npm install ${name} @opentelemetry/api@1.9`),
        }),
      ),
    );
  });

  it('is the one for 1.x by default when both are installed', () => {
    withInstalled(['@temporalio/interceptors-opentelemetry'], ({ workflowTraceModule }) =>
      expect(workflowTraceModule()).toMatch(/workflow-traces\.[jt]s$/),
    );
  });
});
