/** Does `total` jobs with so many at once, and gives how many were done in a second. */
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

/** Does `total` jobs one after another, and gives the milliseconds that each took. */
export async function latencies(total: number, job: () => Promise<unknown>): Promise<number[]> {
  const figures: number[] = [];
  for (let count = 0; count < total; count += 1) {
    const begin = performance.now();
    await job();
    figures.push(performance.now() - begin);
  }
  return figures;
}
