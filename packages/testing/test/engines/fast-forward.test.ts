import { createFastForward } from '../../src/engines/server/time/fast-forward.ts';
import type { SkippingApi } from '../../src/engines/server/time/skipping-api.ts';

/** Records what is skipped, of a workflow that is ahead of real time. */
function record(ahead: number, isRunning = true): { skips: number[]; api: SkippingApi } {
  const skips: number[] = [];
  const api: SkippingApi = {
    setSkipping: () => Promise.reject(new Error('it is not for this')),
    fastForward: async (_, milliseconds) => void skips.push(milliseconds),
    describe: async () => ({ isRunning, ahead, waitsForChildren: [] }),
  };
  return { skips, api };
}

async function move(api: SkippingApi, milliseconds: number): Promise<number> {
  const begun = Date.now();
  const forward = createFastForward(api, begun + milliseconds);
  forward.join('one');
  await forward.arrived();
  return Date.now() - begun;
}

describe('a fast-forward', () => {
  it('skips a second and more', async () => {
    const { skips, api } = record(0);
    expect(await move(api, 86_400_000)).toBeLessThan(86_400_000);
    expect(skips).toHaveLength(1);
    expect(skips[0]).toBeGreaterThan(86_000_000);
  });

  it('lets less pass by itself, since the server may skip too much when a task takes longer', async () => {
    const { skips, api } = record(10_000);
    expect(await move(api, 10_080)).toBeGreaterThanOrEqual(79);
    expect(skips).toEqual([]);
  });

  it.each([
    ['has ended', record(0, false)],
    ['is there already', record(100_000)],
  ])('leaves a workflow alone that %s', async (_, { skips, api }) => {
    await move(api, 90_000);
    expect(skips).toEqual([]);
  });
});
