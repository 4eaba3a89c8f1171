import { fromValuePayload, toValuePayload, VALUES_METADATA } from '@tfn/core/internal';
import { sketch } from './fixtures/sketch.ts';
import { createRandom } from './support/random.ts';
import type { Random } from './support/random.ts';

/** Keys that an assignment, a path or a list could take for something else. */
const KEYS = ['a', 'b', '', '*', '0', '1', 'a.b', 'a[0]', '["a"]', '\\', '__proto__', 'constructor', 'prototype'];
const MORE_KEYS = [
  ...KEYS,
  'length',
  'toString',
  'then',
  'name',
  'message',
  'stack',
  'cause',
  'errors',
  '🪑',
  '\ud83d',
];

const LEAVES: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  (random) => random.pick([0, -0, 1, -1.5, NaN, Infinity, -Infinity, 2 ** 53, 5e-324]),
  (random) => random.pick([0n, -1n, 2n ** 100n]),
  (random) => random.pick(['', 'text', 'Date', '*', '2026-01-01T00:00:00.000Z', '🪑', '\ud83d', '\u2028', 'NaN']),
  (random) => new Date(random.pick([0, NaN, 8.64e15, -8.64e15, 1.7e12])),
  (random) => random.pick([/a/, /[/\]]+/giu, new RegExp(''), new RegExp('\n/', 's')]),
  (random) => new URL(random.pick(['https://a:b@example.com:8080/c?d=e#f', 'mailto:a@example.com'])),
  (random) => new Uint8Array(random.list(4, () => random.below(256))),
  (random) => Buffer.from(random.list(4, () => random.below(256))),
  (random) => new Float32Array(random.list(3, () => random.pick([0.5, -0, NaN]))),
  (random) => new BigInt64Array(random.list(3, () => random.pick([0n, -5n]))),
  (random) => new Uint16Array(random.list(3, () => random.below(65536))).buffer,
];

function randomValue(random: Random, depth: number): unknown {
  if (depth === 0 || random.below(4) === 0) return random.pick(LEAVES)(random);
  const inner = (): unknown => randomValue(random, depth - 1);
  switch (random.below(6)) {
    case 0: {
      // With holes.
      const list: unknown[] = [];
      list.length = random.below(5);
      for (let at = 0; at < list.length; at += 1 + random.below(2)) list[at] = inner();
      return list;
    }
    case 1:
      return new Map(random.list(3, () => [inner(), inner()]));
    case 2:
      return new Set(random.list(3, inner));
    case 3:
      return randomError(random, inner);
    default:
      return Object.fromEntries(random.list(4, () => [random.pick(MORE_KEYS), inner()]));
  }
}

function randomError(random: Random, inner: () => unknown): Error {
  const message = random.pick(['', 'broken', '__proto__']);
  const options = random.below(2) === 0 ? undefined : { cause: inner() };
  const Class = random.pick([Error, TypeError, RangeError, SyntaxError]);
  const error =
    random.below(4) === 0 ? new AggregateError(random.list(2, inner), message, options) : new Class(message, options);
  return Object.assign(
    error,
    Object.fromEntries(random.list(2, () => [random.pick(['code', 'at', 'constructors']), inner()])),
  );
}

describe('2,000 random values', () => {
  test.each(Array.from({ length: 20 }, (_, block) => block))('come out equal (block %i)', (block) => {
    for (let index = 0; index < 100; index += 1) {
      const seed = block * 100 + index;
      const value = randomValue(createRandom(seed), 5);
      const before = sketch(value);
      const after = fromValuePayload(toValuePayload(value));
      expect({ seed, text: sketch(after) }).toEqual({ seed, text: before });
      // Encoding reads the value only, and a second trip changes nothing.
      expect(sketch(value)).toBe(before);
      expect({ seed, text: sketch(fromValuePayload(toValuePayload(after))) }).toEqual({ seed, text: before });
    }
  });
});

/** JSON, some of which stands for nothing that its metadata says. */
function randomJson(random: Random, depth: number): unknown {
  if (depth === 0 || random.below(4) === 0)
    return random.pick([null, 0, 1e308, '', 'text', '/a/g', '/(/', '1', '1n', 'AAEC', '!', 'https://a.example', true]);
  const inner = (): unknown => randomJson(random, depth - 1);
  if (random.below(2) === 0) return random.list(4, inner);
  const fields: unknown = JSON.parse(
    `{${random.list(4, () => `${JSON.stringify(random.pick(MORE_KEYS))}:${JSON.stringify(inner())}`).join()}}`,
  );
  return fields;
}

const KINDS = ['Date', 'RegExp', 'URL', 'Map', 'Set', 'Error', 'bigint', 'number', '-0', 'undefined', 'hole'];
const OTHER_KINDS = ['Buffer', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Float64Array', 'BigInt64Array', 'Object'];
const WRONG_KINDS = ['', '__proto__', 'constructor', 'toString', 'Function', 'WeakMap'];

/** Text of metadata that fits the JSON in nothing but its depth. */
function randomNode(random: Random, depth: number): string {
  const kind = (): string =>
    JSON.stringify(random.pick([...KINDS, ...OTHER_KINDS, ...(random.below(20) === 0 ? WRONG_KINDS : [])]));
  if (depth === 0 || random.below(4) === 0) return random.pick([kind(), kind(), 'null', '1', 'true', '[]', '{}']);
  const nodes = (): string =>
    `{${random.list(4, () => `${JSON.stringify(random.pick(MORE_KEYS))}:${randomNode(random, depth - 1)}`).join()}}`;
  return random.below(3) === 0 ? `[${kind()},${nodes()}]` : nodes();
}

const toPayload = (data: string, node: string): Parameters<typeof fromValuePayload>[0] => ({
  metadata: { encoding: Buffer.from('json/plain'), [VALUES_METADATA]: Buffer.from(node) },
  data: Buffer.from(data),
});

describe('metadata that somebody else wrote', () => {
  const names = (value: object): string[] => Object.getOwnPropertyNames(value);
  const shared = [Object, Array, Map, Set, Date, Error, RegExp, Function].map((Class) => Class.prototype as object);

  test.each(Array.from({ length: 20 }, (_, block) => block))(
    'changes no prototype and is ignored (block %i)',
    (block) => {
      const before = shared.map(names);
      for (let index = 0; index < 100; index += 1) {
        const random = createRandom(1_000_000 + block * 100 + index);
        const [data, node] = [JSON.stringify(randomJson(random, 5)), randomNode(random, 6)];
        const read = (): unknown => {
          try {
            return fromValuePayload(toPayload(data, node));
          } catch (error) {
            return (error as { code?: string }).code ?? error;
          }
        };
        const value = read();
        expect([data, node, value instanceof Error && value.message.startsWith('TFN_')]).toEqual([data, node, false]);
        // What was read can be looked at, and its objects have no prototype but those of their classes.
        expect(typeof sketch(value)).toBe('string');
      }
      expect(shared.map(names)).toEqual(before);
      expect(Object.keys({}.constructor.prototype as object)).toEqual([]);
    },
  );

  test.each(['', '{', 'null', '"', '\u0000', '[[[[', '{"a":'])('that is not JSON is ignored: %p', (node) => {
    expect(fromValuePayload(toPayload('{"a":1}', node))).toEqual({ a: 1 });
  });

  test('that is as deep as memory allows ends no stack', () => {
    const depth = 100_000;
    const data = '{"a":'.repeat(900) + '1' + '}'.repeat(900);
    expect(() => fromValuePayload(toPayload(data, '{"a":'.repeat(depth) + '"Date"' + '}'.repeat(depth)))).not.toThrow();
    expect(() => fromValuePayload(toPayload(data, '["Map",'.repeat(depth) + '{}' + ']'.repeat(depth)))).not.toThrow();
  });
});
