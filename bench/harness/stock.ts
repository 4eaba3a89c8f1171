import { fastDynamicConfig } from '@tfn/testing/server';

/** Removes all settings of the embedded server: `null` removes one. */
export const STOCK: Readonly<Record<string, null>> = Object.fromEntries(
  Object.keys(fastDynamicConfig).map((key) => [key, null]),
);
