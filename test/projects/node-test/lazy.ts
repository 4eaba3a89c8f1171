import { tfn } from '@tfn/core';

const echo = tfn.fn('echo', async (value: number) => value);

export const lazy = tfn.workflow('lazy', async (ctx) => {
  const { answer } = await import('./answer.ts');
  return ctx.run(echo, answer);
});
