import { fromValuePayload, VALUES_METADATA } from '@tfn/core/internal';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (json: unknown, node: unknown): unknown =>
  fromValuePayload({
    metadata: {
      encoding: bytes('json/plain'),
      [VALUES_METADATA]: bytes(typeof node === 'string' ? node : JSON.stringify(node)),
    },
    data: bytes(JSON.stringify(json)),
  });

describe('metadata that does not fit', () => {
  const deep = `${'{"a":'.repeat(5000)}"Date"${'}'.repeat(5000)}`;
  it.each<[string, json: unknown, node: unknown]>([
    ['is no JSON', { a: 1 }, '{'],
    ['is a number', { a: 1 }, '5'],
    ['is null', { a: 1 }, 'null'],
    ['names fields that are missing', { a: 1 }, { b: 'Date', c: { d: 'Map' } }],
    ['names items that are missing', [1], { 5: 'undefined', 4294967294: 'undefined', length: 'Date' }],
    ['says Date of a number', { a: 1 }, { a: 'Date' }],
    ['says bigint of words', { a: 'x' }, { a: 'bigint' }],
    ['says Map of a text', { a: 'x' }, { a: ['Map', {}] }],
    ['says Map of other lists', [[1, 2, 3]], '"Map"'],
    ['says RegExp of no expression', '/(/x', '"RegExp"'],
    ['says URL of words', 'x', '"URL"'],
    ['says Uint8Array of words', '%%%%', '"Uint8Array"'],
    ['says Float64Array of 3 bytes', 'AQID', '"Float64Array"'],
    ['says Error of a list', [1], '"Error"'],
    ['has lists of other things', { a: 1 }, [[1, 2]]],
    [
      'names a prototype',
      { a: 1 },
      '{"__proto__":{"polluted":"undefined"},"constructor":{"prototype":{"a":"undefined"}}}',
    ],
    ['is deep', { a: 1 }, deep],
  ])('is ignored when it %s', (_, json, node) => {
    expect(read(json, node)).toEqual(json);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect('polluted' in {}).toBe(false);
  });

  it('sets no prototype', () => {
    const back = read(JSON.parse('{"__proto__":"2026-01-01T00:00:00Z"}'), '{"__proto__":"Date"}') as object;
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.keys(back)).toEqual(['__proto__']);
  });

  it('names a kind that it does not know', () => {
    for (const node of [{ a: 'Temporal.Instant' }, { a: ['Temporal.Instant', {}] }, { a: '__proto__' }])
      expect(() => read({ a: 1 }, node)).toThrow(
        expect.objectContaining({ code: 'TFN_VALUE_KIND_UNKNOWN', message: expect.stringContaining('newer version') }),
      );
  });
});

it('reads payloads of other SDKs as JSON', () => {
  const data = bytes('{"at":"2026-01-01T00:00:00.000Z"}');
  expect(fromValuePayload({ metadata: { encoding: bytes('json/plain') }, data })).toEqual({
    at: '2026-01-01T00:00:00.000Z',
  });
  expect(() => fromValuePayload({ metadata: { encoding: bytes('json/protobuf') }, data })).toThrow('json/protobuf');
});
