import { runInNewContext } from 'node:vm';
import { isTfnError, TfnError } from '../../../src/index.ts';
import {
  causesOf,
  describe as describeValue,
  errorType,
  isErrorLike,
  readThrown,
} from '../../../src/internal/index.ts';
import { toLogger, toPlainError } from '../../../src/telemetry/index.ts';

const throwing = (): never => {
  throw new Error('read');
};
/** A proxy all of whose traps throw. */
const hostile = new Proxy(new Error('inside'), new Proxy({}, { get: () => throwing }));
const unreadable = Object.defineProperties(
  new Error('x'),
  Object.fromEntries(['stack', 'message', 'name', 'cause', 'constructor'].map((key) => [key, { get: throwing }])),
);
const endless = (): Error => Object.defineProperty(new Error('endless'), 'cause', { get: endless });

describe('what was thrown', () => {
  it.each<[string, unknown, string, string]>([
    ['undefined', undefined, 'undefined', 'Error'],
    ['a symbol', Symbol('odd'), 'Symbol(odd)', 'Error'],
    ['fields', { code: 42, reason: 'full' }, '{ code: 42, reason: full }', 'Error'],
    ['an object without a prototype', Object.assign(Object.create(null), { message: 'bare' }), 'bare', 'Error'],
    ['an object with a text of its own', { toString: () => 'mine' }, 'mine', 'Error'],
    ['an error of another realm', runInNewContext("new TypeError('far')"), 'far', 'TypeError'],
    ['a DOMException', new DOMException('gone', 'AbortError'), 'gone', 'AbortError'],
    ['a TfnError', new TfnError('TFN_X', 'coded'), 'coded', 'TFN_X'],
    ['an error without a message', new RangeError(), '', 'RangeError'],
    [
      'several errors',
      new AggregateError([new TypeError('a'), 'b', hostile], 'all failed'),
      'all failed (TypeError: a; b; a value of type object that has no text)',
      'AggregateError',
    ],
    [
      'many errors',
      new AggregateError(
        Array.from({ length: 50_000 }, (_, index) => new Error(String(index))),
        'all failed',
      ),
      'all failed (Error: 0; Error: 1; Error: 2; Error: 3; Error: 4; Error: 5; Error: 6; Error: 7; Error: 8; Error: 9; and 49990 more)',
      'AggregateError',
    ],
  ])('is read: %s', (_, thrown, message, type) => {
    expect(readThrown(thrown)).toMatchObject({ message, type });
  });

  it('never throws, and is limited', () => {
    expect(readThrown(hostile)).toMatchObject({ message: expect.any(String), type: 'Error', cause: undefined });
    expect(readThrown(unreadable)).toMatchObject({ type: 'Error', stack: undefined, cause: undefined });
    const { message, stack } = readThrown(new Error('x'.repeat(1_000_000)));
    expect(message).toMatch(/^x{20000}… \(1000000 characters\)$/);
    expect(stack?.length).toBeLessThan(50_000);
    expect(readThrown(new Error(message)).message).toBe(message);
    expect(causesOf(endless()).length).toBeLessThanOrEqual(100);
    expect(causesOf(hostile)).toEqual([]);
    expect([isErrorLike(hostile), isTfnError(hostile), errorType(hostile)]).toEqual([false, false, 'Error']);
    expect(describeValue('x'.repeat(1000)).length).toBeLessThan(300);
  });

  it('can be logged', () => {
    expect(toPlainError(unreadable)).toMatchObject({ name: 'Error', message: expect.any(String) as string });
    expect(JSON.stringify(toPlainError(endless())).length).toBeLessThan(100_000);
    const lines: object[] = [];
    const write = (fields: object): void => void lines.push(fields);
    const logger = toLogger({ debug: write, info: write, warn: write, error: write });
    for (const error of [hostile, unreadable, endless(), Symbol('odd'), 7]) logger.error('failed', { error });
    expect(lines).toMatchObject([{ error: expect.any(String) as string }, { err: {} }, { err: {} }, {}, { error: 7 }]);
  });
});
