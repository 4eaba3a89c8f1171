import { createSpanIds } from '../../src/telemetry/span-ids.ts';

describe('the ids of spans', () => {
  it('follow from the run, and differ', () => {
    const [first, again, other] = [createSpanIds('run-1'), createSpanIds('run-1'), createSpanIds('run-2')];
    const ids = [first.generateTraceId(), ...Array.from({ length: 1000 }, () => first.generateSpanId())];
    expect([again.generateTraceId(), again.generateSpanId()]).toEqual(ids.slice(0, 2));
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([...ids, other.generateTraceId(), other.generateSpanId()]).size).toBe(1003);
    for (const id of ids.slice(1)) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it('are apart for what leaves no trace in history', () => {
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

describe('traces without the packages that they need', () => {
  it('say what to install', () => {
    jest.isolateModules(() => {
      jest.doMock('@temporalio/interceptors-opentelemetry', () => {
        throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
      });
      const { workflowTraceModule } = require('@tfn/worker') as typeof import('@tfn/worker');
      expect(workflowTraceModule).toThrow(
        expect.objectContaining({
          code: 'TFN_TRACES_PACKAGE',
          message: expect.stringContaining('npm install @temporalio/interceptors-opentelemetry @opentelemetry/api'),
        }),
      );
    });
  });
});
