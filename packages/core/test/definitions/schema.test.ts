import { z } from 'zod';
import { tfn } from '../../src/index.ts';
import { parseInput } from '../../src/internal/index.ts';

const schema = z.object({
  id: z.string(),
  amount: z.coerce.number().positive(),
  tags: z.array(z.string()).default([]),
});
const order = tfn.workflow('schema.order', async (_ctx, input) => input.amount, { input: schema });

describe('parseInput', () => {
  it('returns the output of the schema', async () => {
    expect(await parseInput(order, { id: '1', amount: '5' })).toEqual({ id: '1', amount: 5, tags: [] });
  });

  it('returns the input when there is no schema', async () => {
    const input = { any: 'thing' };
    expect(
      await parseInput(
        tfn.fn('schema.none', async (_: unknown) => 1),
        input,
      ),
    ).toBe(input);
  });

  it('rejects invalid input, with each problem and its path', async () => {
    await expect(parseInput(order, { amount: -1, tags: ['a', 7] })).rejects.toMatchObject({
      code: 'TFN_INPUT_INVALID',
      message: expect.stringMatching(
        /^The input of 'schema.order' does not match its schema: id: .+; amount: .+; tags.1: /,
      ),
      details: { issues: [{ path: 'id' }, { path: 'amount' }, { path: 'tags.1' }] },
    });
  });

  it('names no path when the input as a whole is invalid', async () => {
    await expect(parseInput(order, undefined)).rejects.toMatchObject({ details: { issues: [{ path: '' }] } });
  });

  it('waits for asynchronous schemas', async () => {
    const taken = z.string().refine(async (name) => name !== 'taken');
    const signUp = tfn.fn('schema.signUp', async (name) => name, { input: taken });
    expect(await parseInput(signUp, 'free')).toBe('free');
    await expect(parseInput(signUp, 'taken')).rejects.toMatchObject({ code: 'TFN_INPUT_INVALID' });
  });
});
