/** Runs `total` jobs, `concurrency` at a time; resolves to the number of jobs per second. */
export async function throughput(concurrency: number, total: number, job: () => Promise<unknown>): Promise<number> {
  let left = total;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await job();
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, client));
  return total / ((performance.now() - begin) / 1000);
}

/** Runs `total` jobs one after another; resolves to the milliseconds of each. */
export async function latencies(total: number, job: () => Promise<unknown>): Promise<number[]> {
  const figures: number[] = [];
  for (let count = 0; count < total; count += 1) {
    const begin = performance.now();
    await job();
    figures.push(performance.now() - begin);
  }
  return figures;
}
