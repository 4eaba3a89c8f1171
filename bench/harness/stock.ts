import { fastDynamicConfig } from '@tfn/testing/server';

/** None of the embedded server's settings: `null` removes one. */
export const STOCK: Readonly<Record<string, null>> = Object.fromEntries(
  Object.keys(fastDynamicConfig).map((key) => [key, null]),
);
