import { tfn } from '../../src/index.ts';
import { messageName } from '../../src/internal/index.ts';

describe('a message definition', () => {
  it.each([tfn.defineSignal('m.signal'), tfn.defineQuery('m.query'), tfn.defineUpdate('m.update')])(
    '%o holds its name',
    (def) => {
      expect(messageName(def)).toBe(def.name);
    },
  );

  it('can be replaced by its name', () => {
    expect(messageName('cancel')).toBe('cancel');
  });

  it.each<[string, (name: string) => unknown]>([
    ['signal', tfn.defineSignal],
    ['query', tfn.defineQuery],
    ['update', tfn.defineUpdate],
  ])('of a %s needs a name', (_, define) => {
    expect(() => define('')).toThrow(expect.objectContaining({ code: 'TFN_NAME_INVALID' }));
    expect(() => define('half \ud83d')).toThrow(
      /^A .* cannot be named 'half \ufffd'\. Use a non-empty, well-formed string/,
    );
    expect(() => define('__temporal_x')).toThrow("cannot be named '__temporal_x'");
  });
});
