import { tfn } from '@tfn/core';

export const greet = tfn.fn('greet', async (name: string) => `hello ${name}`);
export const done = tfn.defineSignal('done');

export const one = tfn.workflow('one', async (ctx) => ctx.run(greet, 'one'));
export const two = tfn.workflow('two', async (ctx) => `${await ctx.run(greet, 'one')} ${await ctx.run(greet, 'two')}`);
export const sleeps = tfn.workflow('sleeps', async (ctx, milliseconds: number) => ctx.sleep(milliseconds));
export const waits = tfn.workflow('waits', async (ctx) => {
  await ctx.waitForSignal(done);
});
export const parent = tfn.workflow('parent', async (ctx) => ctx.startChild(one));
