import { tfn } from '@tfn/core';

/** No worker can run it: what it imports is not installed. */
export const broken = tfn.workflow('broken', async () => {
  const { answer } = await import('not-installed');
  return answer as number;
});
