import { tfn } from '@tfn/core';

const step = tfn.fn('tfn-rehearsal-step', async () => ({ done: true }));

/** Bundled, never started: what `rehearsal.ts` replays. */
export const rehearsedWorkflow: unknown = tfn.workflow('tfn-rehearsal', async (ctx, input: { n: number }) => {
  const { done } = await ctx.run(step);
  return { done, input };
});
