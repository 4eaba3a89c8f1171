import { tfn } from '@tfn/core';
import { z } from 'zod';

export const Waiting = z.object({ reason: z.string() }).optional();

const arrive = tfn.fn('arrive', async () => {});

export const waits = tfn.workflow(
  'waits',
  async (ctx) => {
    await ctx.run(arrive);
    await ctx.sleep('1 hour');
  },
  { input: Waiting },
);
