import { runInNewContext } from 'node:vm';
import { fromValuePayload, toValuePayload, VALUES_METADATA } from '@tfn/core/internal';

const text = (bytes: Uint8Array | null | undefined): string => new TextDecoder().decode(bytes ?? undefined);
const json = (value: unknown): object => ({
  metadata: { encoding: new TextEncoder().encode('json/plain') },
  data: new TextEncoder().encode(JSON.stringify(value)),
});
const trip = (value: unknown): unknown => fromValuePayload(toValuePayload(value));

class Point {
  x = 1;
  y = 2;
}

class Price {
  #cents = 1250;
  toJSON(): string {
    return `${this.#cents / 100}`;
  }
}

const proto = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
// oxlint-disable-next-line no-sparse-arrays -- a hole is a value too
const holes = [1, , 3];

describe('comes out as it went in', () => {
  const date = new Date('2026-11-29T02:00:00.123Z');
  it.each<[string, unknown, json: unknown]>([
    ['a Date', date, '2026-11-29T02:00:00.123Z'],
    ['a nested Date', { a: [{ at: date }] }, { a: [{ at: '2026-11-29T02:00:00.123Z' }] }],
    ['keys with dots', { 'a.b': { 'c\\d': date } }, { 'a.b': { 'c\\d': '2026-11-29T02:00:00.123Z' } }],
    ['a Map', new Map([['a', { at: date }]]), [['a', { at: '2026-11-29T02:00:00.123Z' }]]],
    ['a Map with objects as keys', new Map<unknown, unknown>([[{ a: 1n }, 1]]), [[{ a: '1' }, 1]]],
    ['an empty Map', new Map(), []],
    ['a Set', new Set([1, 2, date]), [1, 2, '2026-11-29T02:00:00.123Z']],
    ['a bigint', 123456789012345678901234567890n, '123456789012345678901234567890'],
    ['undefined in objects', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined in arrays', [undefined, 1, undefined], [null, 1, null]],
    ['holes', holes, [1, null, 3]],
    ['NaN', NaN, 'NaN'],
    ['Infinity', [Infinity, -Infinity], ['Infinity', '-Infinity']],
    ['-0', { zero: -0 }, { zero: 0 }],
    ['a URL', new URL('https://example.com/a?b=c#d'), 'https://example.com/a?b=c#d'],
    ['a RegExp', /a\/b\n/giu, '/a\\/b\\n/giu'],
    ['nested bytes', { file: new Uint8Array([0, 250, 3, 4]) }, { file: 'APoDBA==' }],
    ['a nested Buffer', { file: Buffer.from('hello') }, { file: 'aGVsbG8=' }],
    ['no bytes', [new Uint8Array()], ['']],
    ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, 'AQI='],
    ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1), 'AgM='],
    ['typed arrays', [new Float64Array([1.5]), new BigInt64Array([-5n])], ['AAAAAAAA+D8=', '+/////////8=']],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1n }), { a: '1' }],
    ['many dates', [{ at: date }, { at: date }], [{ at: date.toJSON() }, { at: date.toJSON() }]],
    ['null', null, null],
    ['strings', ['', '\uD800', '\u2028', 'é'], ['', '\uD800', '\u2028', 'é']],
    ['fields named like prototypes', proto, proto],
    ['such a field with a Date', JSON.parse('{"__proto__": 1}', () => date), date.toJSON()],
    ['a class of data', new Point(), { x: 1, y: 2 }],
  ])('%s', (_, value, json) => {
    const payload = toValuePayload(value);
    expect(text(payload.metadata?.['encoding'])).toBe('json/plain');
    expect(JSON.parse(text(payload.data))).toEqual(json);
    const back = fromValuePayload(payload);
    expect(back).toEqual(value);
    expect({ is: Object.prototype.toString.call(back) }).toEqual({ is: Object.prototype.toString.call(value) });
  });

  it('keeps holes, undefined fields and -0 apart from what equals them loosely', () => {
    expect(Object.keys(trip({ a: undefined }) as object)).toEqual(['a']);
    expect(1 in (trip(holes) as unknown[])).toBe(false);
    expect(Object.is(trip(-0), -0)).toBe(true);
    expect(text(toValuePayload(new Date(NaN)).data)).toBe('null');
    expect(Number.isNaN((trip(new Date(NaN)) as Date).getTime())).toBe(true);
    expect(Buffer.isBuffer(trip([Buffer.from('a')]) && (trip([Buffer.from('a')]) as unknown[])[0])).toBe(true);
  });

  it('keeps bytes at the root as Temporal sends them, and a Buffer a Buffer', () => {
    const bytes = toValuePayload(new Uint8Array([1]));
    expect(bytes).toEqual({
      metadata: { encoding: new TextEncoder().encode('binary/plain') },
      data: new Uint8Array([1]),
    });
    expect(Buffer.isBuffer(trip(Buffer.from('abc')))).toBe(true);
    expect(trip(Buffer.from('abc'))).toEqual(Buffer.from('abc'));
  });

  it('writes errors as data, and restores them', () => {
    const cause = Object.assign(new RangeError('too much'), { limit: 5n });
    const error = Object.assign(new TypeError('no', { cause }), { code: 'E', at: new Date(0) });
    const back = trip({ error }) as { error: TypeError & { cause: RangeError & { limit: bigint } } };
    expect(back.error).toBeInstanceOf(TypeError);
    expect(back.error).toMatchObject({ message: 'no', code: 'E', at: new Date(0), stack: error.stack });
    expect(back.error.cause).toBeInstanceOf(RangeError);
    expect(back.error.cause).toMatchObject({ message: 'too much', limit: 5n });
    expect(Object.keys(back.error)).toEqual(['code', 'at']);
    class PaymentError extends Error {
      override name = 'PaymentError';
    }
    expect(trip(new PaymentError('declined'))).toMatchObject({ name: 'PaymentError', message: 'declined' });
    expect(trip(new AggregateError([new Error('a')], 'all'))).toMatchObject({
      message: 'all',
      errors: [new Error('a')],
    });
    const aborted = new AbortController();
    aborted.abort();
    expect(trip(aborted.signal.reason)).toMatchObject({ name: 'AbortError' });
  });

  it('reads values of another realm', () => {
    const value: unknown = runInNewContext(
      '({ date: new Date(0), map: new Map([[1, new Set([2])]]), error: new Error("x"), list: [NaN], bytes: new Uint8Array([1]) })',
    );
    expect(trip(value)).toEqual({
      date: new Date(0),
      map: new Map([[1, new Set([2])]]),
      error: new Error('x'),
      list: [NaN],
      bytes: new Uint8Array([1]),
    });
    expect(toValuePayload(runInNewContext('({ a: [1, { b: null }] })')).metadata).not.toHaveProperty(VALUES_METADATA);
  });

  it('writes what a class says of itself', () => {
    expect(trip({ price: new Price() })).toEqual({ price: '12.5' });
    expect(trip({ toJSON: () => ({ at: new Date(0) }) })).toEqual({ at: new Date(0) });
  });

  it('copies what is shared, and says nothing beside plain values', () => {
    const shared = { at: new Date(0) };
    expect(trip([shared, shared])).toEqual([shared, shared]);
    const plain = { a: [1, 'b', null, true, { c: {} }], d: 'é' };
    expect(toValuePayload(plain)).toEqual(json(plain));
  });

  it('says it once for a list of equal parts', () => {
    const { metadata } = toValuePayload(Array.from({ length: 1000 }, () => ({ at: new Date() })));
    expect(text(metadata?.[VALUES_METADATA])).toBe('{"*":{"at":"Date"}}');
  });
});
