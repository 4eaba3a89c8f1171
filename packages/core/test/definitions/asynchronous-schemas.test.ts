import { parseBy } from '@tfn/core/internal';
import { z } from 'zod';
import * as mini from 'zod/mini';

/** zod's Standard Schema calls an asynchronous check twice, and nothing waits for the first promise: its rejection would end the process. */
describe.each([
  ['zod', (check: (id: string) => Promise<boolean>) => z.object({ id: z.string().refine(check, 'is unknown') })],
  [
    'zod/mini',
    (check: (id: string) => Promise<boolean>) =>
      mini.object({ id: mini.string().check(mini.refine(check, 'is unknown')) }),
  ],
])('an asynchronous check of %s', (_name, make) => {
  test('runs once, and reports its issues', async () => {
    const asked: string[] = [];
    const schema = make(async (id) => {
      asked.push(id);
      return id === 'a';
    });
    expect(await parseBy(schema, { id: 'a' })).toEqual({ value: { id: 'a' } });
    expect(await parseBy(schema, { id: 'b' })).toEqual({ issues: [{ path: 'id', message: 'is unknown' }] });
    expect(asked).toEqual(['a', 'b']);
  });

  test('that throws rejects, and leaves no other promise', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const schema = make(async () => {
        throw new Error('the database is down');
      });
      await expect(parseBy(schema, { id: 'a' })).rejects.toThrow('the database is down');
      // Node reports what is unhandled after the microtasks.
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
