import { registry, tfn } from '../../src/index.ts';
import type { FunctionContext } from '../../src/index.ts';

const ctx = {} as FunctionContext;

describe('a declared function', () => {
  const declared = tfn.declareFn<number, string>('declares', { timeout: '2s' });

  it('is a function with its options and its place, which only its implementation can run', () => {
    expect(declared).toMatchObject({ name: 'declares', declared: 'only', options: { startToCloseTimeout: 2000 } });
    expect(declared.source?.file).toBe(__filename);
    expect(registry.functions.get('declares')).toBe(declared);
    expect(() => declared.handler(1, ctx)).toThrow(
      expect.objectContaining({
        code: 'TFN_FUNCTION_UNIMPLEMENTED',
        message: expect.stringMatching(/declared-function\.test\.ts:\d+:\d+.*tfn\.implement\(declares/) as string,
      }),
    );
  });

  it('has the latest implementation in the registry', async () => {
    const first = tfn.implement(declared, (amount) => `first ${amount}`);
    expect(registry.functions.get('declares')).toBe(first);
    const second = tfn.implement(declared, async (amount) => `second ${amount}`);
    expect(registry.functions.get('declares')).toBe(second);
    expect(await second.handler(2, ctx)).toBe('second 2');
    expect(second).toMatchObject({ name: 'declares', declared: 'implemented', options: declared.options });
    expect(tfn.implement(first, () => 'again')).toMatchObject({ declared: 'implemented' });
  });

  it('has a name and options that fit', () => {
    expect(() => tfn.declareFn('')).toThrow(expect.objectContaining({ code: 'TFN_NAME_INVALID' }));
    expect(() => tfn.declareFn('bad', { timeout: 'soon' as never })).toThrow(
      expect.objectContaining({ code: 'TFN_OPTIONS_INVALID' }),
    );
    tfn.declareFn('twice');
    expect(() => tfn.declareFn('twice')).toThrow(expect.objectContaining({ code: 'TFN_NAME_DUPLICATE' }));
  });

  it('alone can be implemented, by a function', () => {
    const whole = tfn.fn('whole', () => 1);
    const error = expect.objectContaining({ code: 'TFN_TARGET_INVALID' }) as Error;
    expect(() => tfn.implement(whole, () => 2)).toThrow(error);
    expect(() => tfn.implement(undefined as never, (() => 2) as never)).toThrow(error);
    expect(() => tfn.implement(declared, undefined as never)).toThrow(
      expect.objectContaining({ code: 'TFN_HANDLER_INVALID' }),
    );
  });
});
