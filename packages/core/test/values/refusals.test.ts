import { refusalError, toValuePayload, unserializableError } from '@tfn/core/internal';

const refusalOf = (value: unknown, mode: 'rich' | 'json' = 'rich'): string | undefined => {
  const error = unserializableError({ kind: 'input', what: "the function 'f'", value }, { mode });
  const { path, problem } = (error?.details ?? {}) as { path?: string; problem?: string };
  return error && `${path}: ${problem}`;
};

class Money {
  readonly #cents = 5;
  get cents(): number {
    return this.#cents;
  }
}

const circular: Record<string, unknown> = { name: 'a' };
circular['items'] = [{ parent: circular }];
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const nest = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

describe('is refused, with its location', () => {
  it.each<[string, unknown, string]>([
    ['a function', { items: [1, 2, 3, { file: () => 1 }] }, 'input.items[3].file: a function'],
    ['a symbol', { 'first name': Symbol('x') }, 'input["first name"]: a symbol'],
    ['a symbol as a key', { a: { [Symbol('x')]: 1 } }, 'input.a: an object with a symbol as a key, Symbol(x)'],
    ['a promise', { user: Promise.resolve(1) }, 'input.user: a promise: did you forget an await?'],
    // oxlint-disable-next-line unicorn/no-thenable -- what a query builder is
    ['a thenable', { user: { then: () => 1 } }, 'input.user: a promise: did you forget an await?'],
    [
      'an instance with methods',
      [new Money()],
      "input[0]: an instance of the class 'Money', whose methods would be lost",
    ],
    ['a WeakMap', new WeakMap(), "input: an instance of the class 'WeakMap', whose methods would be lost"],
    ['a boxed number', [Object(1)], "input[0]: an instance of the class 'Number', whose methods would be lost"],
    [
      'a Map with methods',
      new (class Bag extends Map {
        total(): number {
          return 1;
        }
      })(),
      "input: an instance of the class 'Bag', whose methods would be lost",
    ],
    ['a function in a Map', new Map([['a', () => 1]]), 'input[0][1]: a function'],
    ['a cycle', circular, 'input.items[0].parent: circular: it contains itself'],
    ['depth', nest(501), `input${'.a'.repeat(500)}: nested more than 500 levels deep`],
    [
      'toJSON that throws',
      {
        a: {
          toJSON() {
            throw new Error('boom');
          },
        },
      },
      "input.a: an object with a prototype of its own, whose toJSON() throws 'boom'",
    ],
    [
      'toJSON that returns undefined',
      {
        a: new (class Odd {
          toJSON(): void {}
        })(),
      },
      "input.a: an instance of the class 'Odd', whose toJSON() returns undefined",
    ],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('boom');
        },
      },
      "input.a: not readable: 'boom'",
    ],
    [
      'a revoked proxy',
      { a: revoked() },
      "input.a: not readable: 'Cannot perform 'IsArray' on a proxy that has been revoked'",
    ],
    ['a field of an error', Object.assign(new Error('x'), { request: () => 1 }), 'input.request: a function'],
  ])('%s', (_, value, expected) => {
    expect(refusalOf(value)).toBe(expected);
  });

  it('more parts than memory could hold', () => {
    let value: unknown = [1];
    for (let level = 0; level < 40; level += 1) value = [value, value];
    expect(refusalOf(value)).toContain('in a value of more than 1000000 parts');
  });

  it('where only JSON is to be written, all that JSON cannot express', () => {
    for (const value of [
      new Date(),
      new Map(),
      new Set(),
      1n,
      NaN,
      [undefined],
      /a/,
      new URL('a:b'),
      new Error('x'),
      { a: new Uint8Array() },
    ])
      expect(refusalOf([value], 'json')).toContain('which JSON cannot express');
    expect(refusalOf({ a: undefined, b: -0 }, 'json')).toBeUndefined();
    expect(toValuePayload({ a: undefined, b: -0 }, 'json')).toEqual(toValuePayload({ b: 0 }));
  });

  it('says what, where and what to do', () => {
    const error = refusalError({ kind: 'result', what: "the function 'f'", value: 1 }, new TypeError('odd'));
    expect(error.message).toContain(
      "The result of the function 'f' cannot be sent: it is not JSON: odd. Send plain data",
    );
  });
});
