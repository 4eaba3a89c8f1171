import { registry, tfn } from '../src/index.ts';

describe('in the workflow sandbox', () => {
  beforeAll(() => {
    Object.assign(globalThis, { __TEMPORAL_ACTIVATOR__: {} });
  });
  afterAll(() => {
    Reflect.deleteProperty(globalThis, '__TEMPORAL_ACTIVATOR__');
  });

  it('no call site is captured', () => {
    expect(tfn.fn('sandbox.fn', async () => 1).source).toBeUndefined();
    expect(tfn.workflow('sandbox.workflow', async () => 1).source).toBeUndefined();
  });

  it('a function may lack its body, but a workflow may not', () => {
    expect(tfn.fn('sandbox.pruned', undefined as never).handler).toBeUndefined();
    expect(registry.functions.has('sandbox.pruned')).toBe(true);
    expect(() => tfn.workflow('sandbox.nothing', undefined as never)).toThrow(
      expect.objectContaining({ code: 'TFN_HANDLER_INVALID' }),
    );
  });

  it('a name may be defined again, because every workflow evaluates the bundle', () => {
    const define = (): unknown => tfn.workflow('sandbox.again', async () => 1);
    define();
    expect(define).not.toThrow();
  });
});
